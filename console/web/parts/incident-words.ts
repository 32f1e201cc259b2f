// What the page says of incidents, from what the API gives.
import { causeTitle, type ToldIncident } from '../../../texts/incident-sentence.ts'
import type { ApiIncidentRow } from '../../api/incident-response.ts'
import type { Words } from '../hooks.ts'
import { toldIncident } from '../told.ts'

type Part = ApiIncidentRow['byKind'][number]

/** The incident as texts/ wants it told. `now` is epoch milliseconds. */
export function toldOf(row: ApiIncidentRow, words: Words, now: number): ToldIncident {
  return toldIncident(row, words.timezone, now)
}

/** `Uplink Genuk 5 down` in the reader's language. */
export function titleOf(row: ApiIncidentRow, words: Words): string {
  return causeTitle(words.language, toldOf(row, words, 0).cause)
}

/** `3 NVRs, 1 uplink`. */
export function kindsOf(parts: readonly Part[], words: Words): string {
  return parts.map(({ id, count }) => `${words.count(count)} ${words.kind(id, count)}`).join(', ')
}

/** `Genuk`, or `Genuk (12), Tugu (3), 4 more`: the `most` largest, then how many are left out. */
export function areasOf(parts: readonly Part[], words: Words, most: number): string {
  const name = (part: Part): string => (part.id === '' ? words.t('noArea') : part.name)
  const [first] = parts
  if (first !== undefined && parts.length === 1) return name(first)
  const shown = parts.slice(0, most).map((part) => `${name(part)} (${words.count(part.count)})`)
  const rest = parts.length - shown.length
  return [...shown, ...(rest > 0 ? [words.t('furtherAreas', { count: rest })] : [])].join(', ')
}

/** How long it has been open, or was. */
export function openFor(row: ApiIncidentRow, words: Words, now: number): string {
  const end = row.closedAt === undefined ? now : Date.parse(row.closedAt)
  return words.duration(end - Date.parse(row.openedAt))
}
