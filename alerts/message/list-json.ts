// Messages as JSON, in pieces that are written once: the list of a whole city must not hold up who is telling of it.
import type { ListedTarget, Notification } from '../notification.ts'

/** Of rows that many lists will have. */
const rows = new WeakMap<ListedTarget, string>()
/** The same list goes to several receivers, and in several forms. */
const lists = new WeakMap<readonly ListedTarget[], string>()

/** Writes a row now, so that no list that has it must. */
export function writeRow(row: ListedTarget): void {
  rows.set(row, JSON.stringify(row))
}

/** As `JSON.stringify(list)`, byte for byte. */
export function listJson(list: readonly ListedTarget[]): string {
  const known = lists.get(list)
  if (known !== undefined) return known
  let inside = ''
  for (const row of list) {
    const json = rows.get(row) ?? JSON.stringify(row)
    inside += inside === '' ? json : `,${json}`
  }
  const json = `[${inside}]`
  lists.set(list, json)
  return json
}

/** As `JSON.stringify(message)`, byte for byte, for the order of fields that Notification has. */
export function notificationJson(message: Omit<Notification, 'key'>): string {
  const { list, synthetic, ...head } = message
  return `${JSON.stringify(head).slice(0, -1)},"list":${listJson(list)},"synthetic":${synthetic}}`
}
