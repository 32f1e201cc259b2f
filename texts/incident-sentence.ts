// An incident in one short line, and in one full sentence; the page, `ronda incidents` and `ronda why` use them.
import {
  ATTRIBUTE_TEXTS,
  type FrameKey,
  INCIDENT_FRAMES,
  INCIDENT_REASON_TEXTS,
} from './incidents.ts'
import { kindName } from './kinds.ts'
import { fill, type Language, type Values } from './language.ts'
import { formatCount, formatDuration, formatTime } from './times.ts'

/** What is broken, as incidents/incident.ts has it; of a target also its kind and the name by which people know it. */
export type ToldCause =
  | {
      readonly kind: 'target'
      readonly targetId: string
      readonly targetKind?: string | undefined
      readonly name?: string | undefined
    }
  | {
      readonly kind: 'shared'
      readonly attribute: string
      readonly value: string
      readonly failed: number
      readonly total: number
    }
  | {
      readonly kind: 'planned'
      readonly planned: 'suspension' | 'maintenance'
      readonly plannedId: string
      readonly why: string
    }
  | { readonly kind: 'probe' }

export interface ToldIncident {
  readonly cause: ToldCause
  /** A word of INCIDENT_REASONS; any other is shown as it is. */
  readonly reason: string
  readonly state: 'open' | 'recovering' | 'closed'
  readonly flapping: boolean
  /** Epoch milliseconds. */
  readonly openedAt: number
  readonly closedAt?: number | undefined
  /** Of a closed one, how many were affected at most. */
  readonly count: number
  /** Names of the kecamatan in which it is felt, the most affected first. */
  readonly areas: readonly string[]
  readonly now: number
  /** IANA name of the city's zone. */
  readonly timezone: string
}

/** `Uplink Genuk 5 down`, `ISP telkom: 34 of 60 down`, `The probe is blind`. */
export function causeTitle(language: Language, cause: ToldCause): string {
  const values = causeValues(language, cause)
  const title = frame(language, cause.kind === 'target' ? 'targetDown' : cause.kind, values)
  // An id begins as it is written.
  if (cause.kind === 'target' && cause.name === undefined) return title
  return title.charAt(0).toUpperCase() + title.slice(1)
}

/** `Uplink Genuk 5 down: 12 affected, Genuk, since 08:12:05 WIB`: cause, count, area and since when. */
export function headlineFor(language: Language, incident: ToldIncident): string {
  const { state, flapping } = incident
  const line = frame(language, state === 'closed' ? 'headlineClosed' : 'headline', {
    cause: causeTitle(language, incident.cause),
    count: formatCount(language, incident.count),
    area: areaWords(language, incident.areas),
    ...timesOf(language, incident),
  })
  return flapping ? frame(language, 'flapping', { line }) : line
}

/** `Open since 08:12:05 WIB (3 min): Uplink Genuk 5 (upl-5) went down while everything above it lived.` */
export function incidentSentence(language: Language, incident: ToldIncident): string {
  return frame(language, `${incident.state}Sentence`, {
    why: whyClause(language, incident),
    ...timesOf(language, incident),
  })
}

/** `Genuk`, `Genuk and Tugu`, `12 kecamatan`. */
export function areaWords(language: Language, areas: readonly string[]): string {
  const [first, second] = areas
  if (first === undefined) return frame(language, 'noArea', {})
  if (second === undefined) return first
  if (areas.length === 2) return frame(language, 'twoAreas', { first, second })
  return frame(language, 'manyAreas', { count: formatCount(language, areas.length) })
}

function whyClause(language: Language, { cause, reason }: ToldIncident): string {
  const texts: Readonly<Record<string, string>> = INCIDENT_REASON_TEXTS[language]
  return fill(texts[reason] ?? reason, causeValues(language, cause))
}

function causeValues(language: Language, cause: ToldCause): Values {
  if (cause.kind === 'probe') return {}
  if (cause.kind === 'planned') {
    const { planned, plannedId, why } = cause
    return { what: frame(language, planned, {}), plannedId, why }
  }
  if (cause.kind === 'target') {
    const { targetId, targetKind, name } = cause
    if (name === undefined) return { name: targetId, cause: targetId }
    const kind = targetKind === undefined ? '' : kindName(language, targetKind)
    const told = name.toLowerCase().startsWith(kind.toLowerCase()) ? name : `${kind} ${name}`
    return { name: told, cause: `${told} (${targetId})` }
  }
  const names: Readonly<Record<string, string>> = ATTRIBUTE_TEXTS[language]
  return {
    attribute: names[cause.attribute] ?? cause.attribute,
    value: cause.value,
    failed: formatCount(language, cause.failed),
    total: formatCount(language, cause.total),
  }
}

function timesOf(language: Language, { openedAt, closedAt, now, timezone }: ToldIncident): Values {
  const end = closedAt ?? now
  return {
    time: formatTime(language, openedAt, timezone, now),
    end: formatTime(language, end, timezone, now),
    duration: formatDuration(language, end - openedAt),
  }
}

function frame(language: Language, key: FrameKey, values: Values): string {
  return fill(INCIDENT_FRAMES[language][key], values)
}
