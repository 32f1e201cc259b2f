// The list of a message as a file that spreadsheets and scripts read.
import type { ListedTarget } from '../notification.ts'

const COLUMNS = ['id', 'kind', 'name', 'kecamatan', 'owner'] as const
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/
const QUOTED = /[",\r\n]/
/** The same list goes to several receivers. */
const known = new WeakMap<readonly ListedTarget[], string>()

/**
 * Every row, in the order given; RFC 4180 with a line of column names, UTF-8 without a byte order mark. A cell that a
 * spreadsheet would calculate is led by an apostrophe; ids never begin like that.
 */
export function listCsv(list: readonly ListedTarget[]): string {
  const before = known.get(list)
  if (before !== undefined) return before
  let csv = `${COLUMNS.join(',')}\r\n`
  for (const { id, kind, name, kecamatan, owner } of list) {
    csv += `${cell(id)},${cell(kind)},${cell(name)},${cell(kecamatan)},${cell(owner)}\r\n`
  }
  known.set(list, csv)
  return csv
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
