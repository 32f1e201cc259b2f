// An incident in one short line, and in one full sentence; the page, `ronda incidents` and `ronda why` use them.
import { isFeedCondition } from '../fleet/feed-condition.ts'
import { FEED_TEXTS, NVR_FAULT_TEXTS, SHOWS_TEXTS } from './feeds.ts'
import {
  ATTRIBUTE_TEXTS,
  type FrameKey,
  INCIDENT_FRAMES,
  INCIDENT_REASON_TEXTS,
} from './incidents.ts'
import { kindName } from './kinds.ts'
import { fill, type Language, type Values } from './language.ts'
import { isPortalCondition, PORTAL_SHOWS_TEXTS } from './portals.ts'
import { formatCount, formatDuration, formatTime } from './times.ts'

/** What is broken, as incidents/incident.ts has it; of a target also its kind and the name by which people know it. */
export type ToldCause =
  | {
      readonly kind: 'target'
      readonly targetId: string
      readonly targetKind?: string | undefined
      readonly name?: string | undefined
      /** Of a camera: what it shows, a word of FEED_CONDITIONS; any other is as if there was none. */
      readonly condition?: string | undefined
    }
  | {
      readonly kind: 'shared'
      readonly attribute: string
      readonly value: string
      readonly failed: number
      readonly total: number
      /** Of cameras: what most of them show. */
      readonly condition?: string | undefined
    }
  | {
      readonly kind: 'planned'
      readonly planned: 'suspension' | 'maintenance'
      readonly plannedId: string
      readonly why: string
      /** What is dead, in the words of the reader's language: `NVR Genuk 3`, `20 cameras, 2 NVRs`; absent where nobody counted. */
      readonly dead?: string | undefined
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
  /** Of a closed one that is not known to be back: why nobody watches it any more. */
  readonly withdrawn?: 'suspended' | 'maintenance' | 'gone' | undefined
  /** Of a closed one, how many were affected at most. */
  readonly count: number
  /** Names of the kecamatan in which it is felt, the most affected first. */
  readonly areas: readonly string[]
  readonly now: number
  /** IANA name of the city's zone. */
  readonly timezone: string
}

/** `Uplink Genuk 5 down`, `Camera Simpang Lima is black`, `ISP telkom: 34 of 60 down`, `The probe is blind`. */
export function causeTitle(language: Language, cause: ToldCause): string {
  const values = causeValues(language, cause)
  if (cause.kind === 'planned') {
    return begun(frame(language, cause.dead === undefined ? 'planned' : 'plannedDead', values))
  }
  const key = ofCameras(cause) ?? (cause.kind === 'target' ? 'targetDown' : cause.kind)
  const title = frame(language, key, values)
  // An id begins as it is written.
  return cause.kind === 'target' && cause.name === undefined ? title : begun(title)
}

/** `Uplink Genuk 5 down: 12 affected, Genuk, since 08:12:05 WIB`: cause, count, area and since when. */
export function headlineFor(language: Language, incident: ToldIncident): string {
  const { cause, flapping, withdrawn } = incident
  const isOver = incident.state === 'closed'
  const times = timesOf(language, incident)
  const line = frame(language, headlineFrame(incident), {
    cause: isOver ? pastTitle(language, cause) : causeTitle(language, cause),
    count: formatCount(language, incident.count),
    area: areaWords(language, incident.areas),
    ...(withdrawn === undefined ? {} : { how: frame(language, WITHDRAWN[withdrawn], times) }),
    ...times,
  })
  return flapping ? frame(language, 'flapping', { line }) : line
}

/** `Open since 08:12:05 WIB (3 min): Uplink Genuk 5 (upl-5) went down while everything above it lived.` */
export function incidentSentence(language: Language, incident: ToldIncident): string {
  const { state, withdrawn } = incident
  return frame(language, `${withdrawn === undefined ? state : 'withdrawn'}Sentence`, {
    why: whyClause(language, incident),
    ...timesOf(language, incident),
  })
}

/** `uplink Genuk 5`: the kind before the name, unless the name begins with it. */
export function targetWords(
  language: Language,
  targetKind: string | undefined,
  name: string,
): string {
  const kind = targetKind === undefined ? '' : kindName(language, targetKind)
  return name.toLowerCase().startsWith(kind.toLowerCase()) ? name : `${kind} ${name}`
}

/** `Genuk`, `Genuk and Tugu`, `12 kecamatan`. */
export function areaWords(language: Language, areas: readonly string[]): string {
  const [first, second] = areas
  if (first === undefined) return frame(language, 'noArea', {})
  if (second === undefined) return first
  if (areas.length === 2) return frame(language, 'twoAreas', { first, second })
  return frame(language, 'manyAreas', { count: formatCount(language, areas.length) })
}

const WITHDRAWN = {
  suspended: 'withdrawnSuspended',
  maintenance: 'withdrawnMaintenance',
  gone: 'withdrawnGone',
} as const

/** A probe that sees nothing counts nobody and is in no area. */
function headlineFrame({ cause, state, withdrawn }: ToldIncident): FrameKey {
  if (cause.kind === 'probe') return state === 'closed' ? 'headlineProbeClosed' : 'headlineProbe'
  if (state !== 'closed') return 'headline'
  return withdrawn === undefined ? 'headlineClosed' : 'headlineWithdrawn'
}

/** What was wrong, when that is over: "still dead" would not be true any more. */
function pastTitle(language: Language, cause: ToldCause): string {
  if (cause.kind !== 'planned') return causeTitle(language, cause)
  const past = cause.dead === undefined ? 'plannedPast' : 'plannedPastDead'
  return begun(frame(language, past, causeValues(language, cause)))
}

function begun(title: string): string {
  return title.charAt(0).toUpperCase() + title.slice(1)
}

/** Frame of a cause that is cameras or a portal, of which it is known what they show. */
function ofCameras(
  cause: ToldCause,
): 'camera' | 'camerasOf' | 'camerasOfNvr' | 'camerasAlike' | undefined {
  if (cause.kind !== 'target' && cause.kind !== 'shared') return undefined
  if (cause.condition === undefined) return undefined
  if (cause.kind === 'target' && isPortalCondition(cause.condition)) return 'camera'
  if (!isFeedCondition(cause.condition)) return undefined
  if (cause.kind === 'target') return 'camera'
  if (cause.attribute === 'nvr') return 'camerasOfNvr'
  return cause.attribute === 'condition' ? 'camerasAlike' : 'camerasOf'
}

/** `is black` of one camera, `black` of several, `it refuses our password` of a recorder. */
function showsWords(language: Language, cause: ToldCause): string {
  if (cause.kind !== 'target' && cause.kind !== 'shared') return ''
  const { condition } = cause
  if (condition === undefined) return ''
  if (isPortalCondition(condition)) return PORTAL_SHOWS_TEXTS[language][condition]
  if (!isFeedCondition(condition)) return ''
  if (cause.kind === 'target') return SHOWS_TEXTS[language][condition]
  const own: Readonly<Record<string, string>> = NVR_FAULT_TEXTS[language]
  const name = FEED_TEXTS[language][condition].name
  return cause.attribute === 'nvr' ? (own[condition] ?? name) : name
}

function whyClause(language: Language, { cause, reason }: ToldIncident): string {
  const cameras = ofCameras(cause)
  const isOwn = reason === 'topmost-failed' || reason === 'shared-attribute'
  if (cameras && isOwn) return frame(language, `${cameras}Why`, causeValues(language, cause))
  const texts: Readonly<Record<string, string>> = INCIDENT_REASON_TEXTS[language]
  return fill(texts[reason] ?? reason, causeValues(language, cause))
}

function causeValues(language: Language, cause: ToldCause): Values {
  if (cause.kind === 'probe') return {}
  if (cause.kind === 'planned') {
    const { planned, plannedId, why, dead = '' } = cause
    return { what: frame(language, planned, {}), plannedId, why, dead }
  }
  if (cause.kind === 'target') {
    const { targetId, targetKind, name } = cause
    const shows = showsWords(language, cause)
    if (name === undefined) return { name: targetId, cause: targetId, shows }
    const told = targetWords(language, targetKind, name)
    return { name: told, cause: `${told} (${targetId})`, shows }
  }
  const isNvr = cause.attribute === 'nvr'
  const names: Readonly<Record<string, string>> = ATTRIBUTE_TEXTS[language]
  return {
    attribute: names[cause.attribute] ?? cause.attribute,
    value: isNvr ? targetWords(language, 'nvr', cause.value) : cause.value,
    shows: showsWords(language, cause),
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
