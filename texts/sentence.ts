// One full sentence that says in what state a target is, since when and why; the page and `ronda why` use it.
import type { State } from '../fleet/state.ts'
import { causeText } from './icmp.ts'
import { fill, type Language, placeholders, type Values } from './language.ts'
import { portalFaultText } from './portals.ts'
import { isReason, REASON_TEXTS } from './reasons.ts'
import { videoLossText } from './recorder.ts'
import { stateName } from './states.ts'
import { formatDuration, formatRtt, formatTime } from './times.ts'

export type Evidence = Readonly<Record<string, string | number>>

/** What a point of time is said by. */
export interface Clock {
  /** Epoch milliseconds, for "3 h ago" and to leave out the day when it is today. */
  readonly now: number
  /** IANA name of the city's zone. */
  readonly timezone: string
}

export interface Finding extends Clock {
  readonly state: State
  /** A word of REASONS; any other is shown as it is. */
  readonly reason: string
  /** Epoch milliseconds. */
  readonly since: number
  /**
   * As in Transition.evidence: sent, lost, rttUs, icmp (`3/1`), reporter, parent, anchor; of a planned outage plannedId,
   * owner, why, until (epoch milliseconds) and reference.
   */
  readonly evidence?: Evidence | undefined
}

export const SENTENCE_FRAMES: Readonly<Record<Language, string>> = {
  en: '{state} since {time} ({duration}): {why}.',
  id: '{state} sejak {time} ({duration}): {why}.',
}

/** `Down since 08:12:05 WIB (3 h 12 min): none of 7 echoes was answered, and nobody on the way said why.` */
export function sentenceFor(language: Language, finding: Finding): string {
  const sentence = fill(SENTENCE_FRAMES[language], {
    state: stateName(language, finding.state),
    time: formatTime(language, finding.since, finding.timezone, finding.now),
    duration: formatDuration(language, finding.now - finding.since),
    why: clauseFor(language, finding.reason, finding.evidence ?? {}, finding),
  })
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** Only the reason with its evidence: `3 of 7 echoes were lost`. */
export function clauseFor(
  language: Language,
  reason: string,
  evidence: Evidence,
  clock: Clock,
): string {
  if (!isReason(reason)) return reason
  const text = REASON_TEXTS[language][reason]
  const values = valuesOf(language, evidence, clock)
  const filled = placeholders(text.full).every((name) => values[name] !== undefined)
  return filled ? fill(text.full, values) : text.bare
}

function valuesOf(language: Language, evidence: Evidence, { timezone, now }: Clock): Values {
  const { rttUs, icmp, reporter, until, why, reference, stillMs, detail } =
    evidence as Partial<Evidence>
  return {
    ...evidence,
    ...(typeof rttUs === 'number' ? { rtt: formatRtt(language, rttUs) } : {}),
    ...(icmp === undefined ? {} : { cause: causeText(language, String(icmp), String(reporter)) }),
    ...(typeof until === 'number' ? { until: formatTime(language, until, timezone, now) } : {}),
    ...(typeof stillMs === 'number' ? { still: formatDuration(language, stillMs) } : {}),
    ...(typeof detail === 'string'
      ? { loss: videoLossText(language, detail), fault: portalFaultText(language, detail) }
      : {}),
    ...(reference === undefined ? {} : { why: `${why} (${reference})` }),
  }
}
