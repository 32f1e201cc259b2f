// How many messages a receiver gets in a minute: single ones while they fit, else what gathers goes as one digest.
import type { Notice, Thread } from './notice.ts'

/** Every limit is over a sliding minute. */
export const MINUTE_MS = 60_000
/** So long a digest gathers from the first thing in it: a storm's incidents settle within seconds of each other. */
export const GATHER_MS = 5_000
/** Single messages about critical incidents, besides `pagesPerMinute`, when the rest must wait for a digest. */
export const CRITICAL_PER_MINUTE = 3
/** Announcements, which no digest can hold; more become one. */
export const ANNOUNCEMENTS_PER_MINUTE = 5

/** When a receiver was sent what; epoch milliseconds, only those of the last minute are kept. */
export interface Sent {
  singles: number[]
  criticals: number[]
  announcements: number[]
  digestAt?: number
  mergedAt?: number
}

export function nothingSent(): Sent {
  return { singles: [], criticals: [], announcements: [] }
}

export interface Ready {
  readonly notice: Notice
  readonly thread: Thread
  /** Epoch milliseconds from which on it waits to be said. */
  readonly since: number
}

export interface Share {
  /** Sent one by one now. */
  readonly singles: readonly Ready[]
  /** Sent as one message now, never one alone; the rest goes on waiting. */
  readonly digest: readonly Ready[]
}

/** Shares out what is ready for one receiver, and notes in `sent` what that is. */
export function share(
  ready: readonly Ready[],
  sent: Sent,
  pagesPerMinute: number,
  at: number,
): Share {
  sent.singles = lately(sent.singles, at)
  sent.criticals = lately(sent.criticals, at)
  const fits = (all: readonly Ready[]): boolean =>
    all.every(mayBeAlone) && all.length <= pagesPerMinute - sent.singles.length
  if (fits(ready)) {
    sent.singles.push(...ready.map(() => at))
    return { singles: ready, digest: [] }
  }
  const allowed = Math.max(0, CRITICAL_PER_MINUTE - sent.criticals.length)
  const critical = ready.filter((one) => one.notice.severity === 'critical' && mayBeAlone(one))
  const first = critical
    .sort((a, b) => b.notice.peak.affected.length - a.notice.peak.affected.length)
    .slice(0, allowed)
  sent.criticals.push(...first.map(() => at))
  const rest = ready.filter((one) => !first.includes(one))
  if (fits(rest)) {
    sent.singles.push(...rest.map(() => at))
    return { singles: [...first, ...rest], digest: [] }
  }
  const gatheredFrom = Math.min(...rest.map(({ since }) => since))
  if (at - gatheredFrom < GATHER_MS || !isDue(sent.digestAt, at)) {
    return { singles: first, digest: [] }
  }
  sent.digestAt = at
  // Alone it is no digest, but takes the place of one.
  return rest.length === 1
    ? { singles: [...first, ...rest], digest: [] }
    : { singles: first, digest: rest }
}

export function lately(times: readonly number[], at: number): number[] {
  return times.filter((time) => at - time < MINUTE_MS)
}

export function isDue(last: number | undefined, at: number): boolean {
  return last === undefined || at - last >= MINUTE_MS
}

/** Nothing lies ahead: after a clock was set back no limit lasts longer than its minute. Tells whether anything did. */
export function pullBack(sent: Sent, at: number): boolean {
  const all = [...sent.singles, ...sent.criticals, ...sent.announcements]
  const latest = Math.max(...all, sent.digestAt ?? 0, sent.mergedAt ?? 0)
  if (latest <= at) return false
  const back = (time: number): number => Math.min(time, at)
  sent.singles = sent.singles.map(back)
  sent.criticals = sent.criticals.map(back)
  sent.announcements = sent.announcements.map(back)
  if (sent.digestAt !== undefined) sent.digestAt = back(sent.digestAt)
  if (sent.mergedAt !== undefined) sent.mergedAt = back(sent.mergedAt)
  return true
}

/** What began and ended untold is no news that anybody hurries for: it is said as over when a digest is due. */
function mayBeAlone({ notice, thread }: Ready): boolean {
  return notice.incident.state !== 'closed' || thread.toldAt !== undefined
}
