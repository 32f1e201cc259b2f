// The list of a message as a file that spreadsheets and scripts read.
import type { ListedTarget } from '../notification.ts'

const COLUMNS = ['id', 'kind', 'name', 'kecamatan', 'owner'] as const
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/
const QUOTED = /[",\r\n]/

/**
 * Every row, in the order given; RFC 4180 with a line of column names, UTF-8 without a byte order mark. A cell that a
 * spreadsheet would calculate is led by an apostrophe; ids never begin like that.
 */
export function listCsv(list: readonly ListedTarget[]): string {
  const lines = list.map((row) => COLUMNS.map((column) => cell(row[column])).join(','))
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`
}

function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
