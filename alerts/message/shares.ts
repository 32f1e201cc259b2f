// How many of what: counts by name, the largest first, and as a line that names the first few and counts the rest.
import { kindName } from '../../texts/kinds.ts'
import type { Language } from '../../texts/language.ts'
import { notificationText } from '../../texts/notifications.ts'
import { formatCount } from '../../texts/times.ts'
import type { Share } from '../notification.ts'

/** More than these are not read on a phone; the list has them all. */
const TOLD = 5

/** The largest first, then by name. `nameOf` turns an id into what people call it. */
export function sharesOf(
  counts: Readonly<Record<string, number>>,
  nameOf: (id: string) => string,
): readonly Share[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([id, count]) => ({ name: nameOf(id), count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
}

/** `Genuk 1,200, Tugu 900 and 3 more with 412 together`. */
export function shareWords(language: Language, shares: readonly Share[]): string {
  const told = shares
    .slice(0, shares.length > TOLD + 1 ? TOLD : TOLD + 1)
    .map(({ name, count }) => `${name} ${formatCount(language, count)}`)
    .join(', ')
  const rest = shares.slice(TOLD)
  if (rest.length < 2) return told
  const sum = rest.reduce((total, { count }) => total + count, 0)
  return notificationText(language, 'more', {
    shares: told,
    count: formatCount(language, rest.length),
    sum: formatCount(language, sum),
  })
}

/** `2,000 cameras, 1,500 NVRs`, of shares whose names are kinds of target. */
export function kindWords(language: Language, shares: readonly Share[]): string {
  return shares
    .map(({ name, count }) => `${formatCount(language, count)} ${kindName(language, name, count)}`)
    .join(', ')
}
