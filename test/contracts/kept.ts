// What the tests of stores keep: a small estate, and makers of transitions, minutes and incidents.
import type { Transition } from '../../fleet/state.ts'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import type { MinuteColumns, RegisteredTarget } from '../../store/store.ts'

export const NOON = Date.UTC(2026, 2, 1, 12)

export const UPLINK: RegisteredTarget = {
  targetId: 'uplink-1',
  kind: 'uplink',
  areas: ['kel-a1', 'kec-a'],
  pinged: true,
}
export const NVR: RegisteredTarget = {
  targetId: 'nvr-1',
  kind: 'nvr',
  areas: ['kel-a2', 'kec-a'],
  pinged: true,
}
const CAMERA: RegisteredTarget = {
  targetId: 'camera-1',
  kind: 'camera',
  areas: ['kel-a2', 'kec-a'],
  pinged: false,
}
/** The camera stands first: rows of minutes count only the pinged. */
export const ESTATE: readonly RegisteredTarget[] = [CAMERA, UPLINK, NVR]

/** A transition decided 15 s after it began. */
export function transition(
  targetId: string,
  at: number,
  from: Transition['from'],
  to: Transition['to'],
  reason: Transition['reason'],
  evidence: Transition['evidence'] = {},
): Transition {
  return { targetId, at, decidedAt: at + 15_000, from, to, reason, evidence }
}

type Row = readonly [sent: number, lost: number, min?: number, avg?: number, max?: number]

export function minute(at: number, rows: readonly Row[]): MinuteColumns {
  return {
    at,
    sent: Uint16Array.from(rows, (row) => row[0]),
    lost: Uint16Array.from(rows, (row) => row[1]),
    rttMinUs: Float32Array.from(rows, (row) => row[2] ?? Number.NaN),
    rttAvgUs: Float32Array.from(rows, (row) => row[3] ?? Number.NaN),
    rttMaxUs: Float32Array.from(rows, (row) => row[4] ?? Number.NaN),
  }
}

/** An incident on `uplink-1`; the split is made up of what is affected. */
export function incident(id: string, part: Partial<Incident>): Incident {
  const affected = part.affected ?? ['nvr-1', 'uplink-1']
  return {
    id,
    cause: { kind: 'target', targetId: 'uplink-1' },
    reason: 'topmost-failed',
    state: 'open',
    flapping: false,
    settled: true,
    openedAt: NOON,
    decidedAt: NOON + 15_000,
    peak: affected.length,
    byKecamatan: { 'kec-a': affected.length },
    byKind: { nvr: affected.length },
    byOwner: { diskominfo: affected.length },
    evidence: { sent: 7, lost: 7 },
    ...part,
    affected,
  }
}

/** `afterMs` after noon; default the time of its decision. */
export function step(
  what: IncidentEvent['what'],
  one: Incident,
  afterMs = one.decidedAt - NOON,
): IncidentEvent {
  return { incidentId: one.id, at: NOON + afterMs, what, incident: one }
}
