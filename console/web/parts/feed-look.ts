// How a condition of a camera looks on the page, and what of the feeds wants somebody's eye.
import { CONDITION_STATE, CONDITIONS, type Condition } from '../../../fleet/condition.ts'
import type { State } from '../../../fleet/state.ts'
import type { ApiFeeds } from '../../api/feed-response.ts'

/** Judged from a picture, so that there may be one that shows it. */
const PICTURED: ReadonlySet<Condition> = new Set<Condition>([
  'no_signal',
  'black',
  'frozen',
  'dark',
  'washed_out',
  'tamper_suspect',
])

/** The state whose colour and mark a condition has; a busy NVR says nothing of its cameras. */
export function lookOf(condition: Condition): State {
  return CONDITION_STATE[condition] ?? 'unknown'
}

export function hasBadPicture(condition: Condition): boolean {
  return PICTURED.has(condition)
}

/** Conditions that any camera is in, live first, with how many cameras are. */
export function countsOf(feeds: ApiFeeds): readonly (readonly [Condition, number])[] {
  const known = CONDITIONS.map(
    (condition) => [condition, feeds.conditions[condition] ?? 0] as const,
  )
  return known
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => Number(b === 'live') - Number(a === 'live'))
}

/** Cameras whose own feed is at fault: neither live, nor behind something dead, nor off on purpose, nor unknown. */
export function troubledFeeds(feeds: ApiFeeds): number {
  return countsOf(feeds)
    .filter(([condition]) => ['down', 'degraded'].includes(lookOf(condition)))
    .reduce((sum, [, count]) => sum + count, 0)
}
