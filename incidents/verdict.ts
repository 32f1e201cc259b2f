// What one look at a target means, given what was held of it: hysteresis, and a reason word for every change.
import type { Reason, State } from '../fleet/state.ts'
import type { Verdict } from './incident.ts'

/** Looks in a row without a loss after which a degraded target is up: a minute at the usual 10 s. */
export const CLEAN_LOOKS = 6
/** Lost echoes of one confirm that make a target degraded; a single one happens on a good line. */
export const PART_LOST = 2

/** One row of results, in the words of a decision. Times are epoch milliseconds. */
export interface Look {
  /** First echo of the look. */
  readonly at: number
  readonly sent: number
  readonly lost: number
  /** The whole confirm was made. */
  readonly confirmed: boolean
  readonly inconclusive: boolean
  readonly unsendable: boolean
  /** A router said that the target cannot be reached. */
  readonly refused: boolean
}

/** A verdict, and how long it has been contradicted by clean looks. */
export interface Judged extends Verdict {
  readonly cleanLooks: number
  /** Epoch milliseconds of the first of them; meaningless while there is none. */
  readonly cleanSince: number
}

/** What is true of a target, whenever that began. */
export type Found = Pick<Verdict, 'state' | 'reason'>

/** Of whatever lies behind something that is down. */
export const BEHIND: Found = { state: 'unreachable', reason: 'parent-down' }

/** Before the first look. */
export function notAsked(since: number): Judged {
  return judged('unknown', 'never-asked', since)
}

/** Gives `previous` itself where the look changes nothing. */
export function nextVerdict(previous: Judged, look: Look): Judged {
  if (look.inconclusive) return previous
  if (look.unsendable) return become(previous, 'unknown', 'unsendable', look.at)
  if (look.lost === 0 && !look.confirmed) return afterCleanLook(previous, look)
  if (!look.confirmed) return afterLostEcho(previous, look)
  if (look.lost === look.sent) {
    return become(previous, 'down', look.refused ? 'refused' : 'all-lost', look.at)
  }
  if (look.lost >= PART_LOST) return become(previous, 'degraded', 'part-lost', look.at)
  if (previous.state === 'down') return judged('up', 'answers-again', look.at)
  if (previous.state !== 'degraded') return become(previous, 'up', 'answers', look.at)
  return look.lost === 0 ? afterCleanLook(previous, look) : contradicted(previous)
}

export function judged(state: State, reason: Reason, since: number): Judged {
  return { state, reason, since, cleanLooks: 0, cleanSince: 0 }
}

/** What a kept state says of the target's own address. */
export function ownOf({ state, reason, since }: Verdict): Judged {
  if (state === 'unreachable' || reason === 'anchor-answers') {
    return judged('down', 'all-lost', since)
  }
  const own = state === 'up' || state === 'degraded' || state === 'down'
  return own ? judged(state, reason, since) : notAsked(since)
}

function become(previous: Judged, state: State, reason: Reason, at: number): Judged {
  if (previous.state !== state) return judged(state, reason, at)
  const stands = contradicted(previous)
  // Why a target is up or degraded is how it came to be so; why it is silent may be learnt later.
  const learnt = (state === 'unknown' || state === 'down') && stands.reason !== reason
  return learnt ? { ...stands, reason } : stands
}

/** One lost echo of a target that is known to be down says nothing new, unless a router begins to speak. */
function afterLostEcho(previous: Judged, look: Look): Judged {
  if (previous.state !== 'down' || !look.refused) return previous
  return become(previous, 'down', 'refused', look.at)
}

/** The state stands; clean looks before this one no longer count. */
function contradicted(previous: Judged): Judged {
  return previous.cleanLooks === 0 ? previous : { ...previous, cleanLooks: 0 }
}

function afterCleanLook(previous: Judged, look: Look): Judged {
  if (previous.state === 'up') return previous
  if (previous.state !== 'degraded' && previous.state !== 'down') {
    return judged('up', 'answers', look.at)
  }
  const cleanSince = previous.cleanLooks === 0 ? look.at : previous.cleanSince
  const cleanLooks = previous.cleanLooks + 1
  if (cleanLooks < CLEAN_LOOKS) return { ...previous, cleanLooks, cleanSince }
  // A target comes back from `down` this way only where the round did not know that it was down, so never confirmed.
  return judged('up', previous.state === 'down' ? 'answers-again' : 'clean-again', cleanSince)
}
