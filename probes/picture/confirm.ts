// From what single looks find to what is published: a pure fold, look by look. It reads no clock.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { FeedVerdict } from '../feeds/verdict.ts'
import type { Thresholds } from './thresholds.ts'

/** What is published of a camera, and what is suspected and not published yet. */
export interface Standing {
  readonly verdict: FeedVerdict | undefined
  readonly suspect: Suspect | undefined
}

export interface Suspect extends FeedVerdict {
  /** Looks in a row that found it. */
  readonly looks: number
  /** Looks in a row that found it, or another fault that is quickly told, and the time of the first of them. */
  readonly badLooks: number
  readonly badSince: number
}

/** What one look found. */
export interface Finding {
  readonly found: FeedCondition | 'unknown'
  readonly detail?: string
  /** Epoch milliseconds. */
  readonly at: number
  /** Of `frozen`: when the first of the pictures that are alike was taken. It counts as a look that showed it. */
  readonly stillSince?: number
}

export interface Confirmed extends Standing {
  /** This look changed what is published. */
  readonly changed: boolean
  /** Another look soon would help. */
  readonly suspicious: boolean
  /** What the suspected condition takes to be published: looks, and milliseconds from the first to the last. */
  readonly needs: Patience | undefined
}

export interface Patience {
  readonly looks: number
  readonly ms: number
}

/** In the detail of an `auth_failed` that may only mean that no session is left, as on Dahua. */
const MAYBE_BUSY = /\bbusy\b/

/** What weather, dusk or a bad hour of a line may look like for a while. */
const SLOW: ReadonlySet<Finding['found']> = new Set<FeedCondition>([
  'dark',
  'washed_out',
  'tamper_suspect',
  'degraded',
])

/** What takes long to tell, or is none. */
const isQuickFault = (found: Finding['found']): boolean =>
  found !== 'live' && found !== 'frozen' && !SLOW.has(found)

/**
 * `nvr_busy` and `unknown` change nothing and break no row of looks. A first look that is good is published at once, and
 * a refused password always; everything else needs its looks in a row, and what it finds in between begins a row of its
 * own. `since` is the first look of the row. A feed that fails each time in another way fails all the same: one look more
 * than a fault needs, and the last of them is published.
 */
export function confirm(
  standing: Standing,
  finding: Finding,
  patience: Thresholds['confirm'],
): Confirmed {
  const { verdict } = standing
  const { found, at } = finding
  if (found === 'unknown' || found === 'nvr_busy') {
    return { ...standing, changed: false, suspicious: false, needs: undefined }
  }
  if (verdict?.condition === found) {
    return { verdict, suspect: undefined, changed: false, suspicious: false, needs: undefined }
  }
  const row = badRow(standing.suspect, found, at)
  const suspect: Suspect =
    standing.suspect?.condition === found
      ? { ...standing.suspect, looks: standing.suspect.looks + 1, ...row }
      : { ...firstOf(found, at, finding.stillSince), ...row }
  const needs = patienceOf(finding, verdict, patience)
  const isFaulty = verdict !== undefined && isQuickFault(verdict.condition)
  const failsEachTime = !isFaulty && row.badLooks > needs.looks
  if (failsEachTime || (suspect.looks >= needs.looks && at - suspect.since >= needs.ms)) {
    return {
      verdict: { condition: found, since: failsEachTime ? row.badSince : suspect.since },
      suspect: undefined,
      changed: true,
      suspicious: false,
      needs,
    }
  }
  // What needs a long time is not found sooner by asking more often.
  return { verdict, suspect, changed: false, suspicious: !verdict || needs.ms === 0, needs }
}

function badRow(
  before: Suspect | undefined,
  found: Finding['found'],
  at: number,
): Pick<Suspect, 'badLooks' | 'badSince'> {
  if (!isQuickFault(found)) return { badLooks: 0, badSince: at }
  if (before === undefined || before.badLooks === 0) return { badLooks: 1, badSince: at }
  return { badLooks: before.badLooks + 1, badSince: before.badSince }
}

function firstOf(
  condition: Suspect['condition'],
  at: number,
  stillSince: number | undefined,
): Omit<Suspect, 'badLooks' | 'badSince'> {
  return stillSince === undefined || stillSince >= at
    ? { condition, since: at, looks: 1 }
    : { condition, since: stillSince, looks: 2 }
}

function patienceOf(
  { found, detail }: Finding,
  verdict: FeedVerdict | undefined,
  patience: Thresholds['confirm'],
): Patience {
  if (found === 'live') return { looks: verdict ? patience.goodLooks : 1, ms: 0 }
  if (found === 'frozen') return { looks: patience.frozenLooks, ms: patience.frozenMs }
  if (SLOW.has(found)) return { looks: patience.dimLooks, ms: patience.dimMs }
  if (found === 'auth_failed' && !MAYBE_BUSY.test(detail ?? '')) return { looks: 1, ms: 0 }
  return { looks: patience.looks, ms: 0 }
}
