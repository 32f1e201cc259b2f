// What a store refuses to take, so that nothing which can never be written waits in a line before things that can.
import { RondaError } from '../fleet/error.ts'
import { REASONS, STATES } from '../fleet/state.ts'
import { INCIDENT_REASONS, INCIDENT_STATES, type IncidentEvent } from '../incidents/incident.ts'
import { notifierFaults } from './check-notifier.ts'
import { MINUTE_MS } from './minute-rows.ts'
import type { Change, MinuteColumns, RegisteredTarget } from './store.ts'

const states: ReadonlySet<string> = new Set(STATES)
const reasons: ReadonlySet<string> = new Set(REASONS)
const incidentStates: ReadonlySet<string> = new Set(INCIDENT_STATES)
const incidentReasons: ReadonlySet<string> = new Set(INCIDENT_REASONS)
const STEPS: Readonly<Record<IncidentEvent['what'], true>> = {
  opened: true,
  settled: true,
  grown: true,
  shrunk: true,
  recovering: true,
  reopened: true,
  flapping: true,
  stable: true,
  acknowledged: true,
  closed: true,
}

/**
 * Throws RND_STORE_WRITE that names every fault: times that are no whole milliseconds, unknown words, nested evidence, a
 * step told under another incident's id, a gap that ends before it begins, and what `notifierFaults` finds.
 */
export function checkChange(change: Change): void {
  const faults: string[] = []
  for (const t of change.transitions ?? []) {
    const whole = Number.isSafeInteger(t.at) && Number.isSafeInteger(t.decidedAt)
    if (!whole) faults.push(`transition of ${t.targetId}: times must be whole milliseconds`)
    if (!states.has(t.from) || !states.has(t.to)) {
      faults.push(`transition of ${t.targetId}: unknown state in ${t.from} to ${t.to}`)
    }
    if (!reasons.has(t.reason)) {
      faults.push(`transition of ${t.targetId}: unknown reason ${t.reason}`)
    }
    if (!Object.values(t.evidence).every(isFlat)) {
      faults.push(`transition of ${t.targetId}: evidence may hold only texts and numbers`)
    }
  }
  for (const gap of change.gaps ?? []) {
    const whole = Number.isSafeInteger(gap.from) && Number.isSafeInteger(gap.to)
    if (!whole || gap.to < gap.from) {
      faults.push(`gap ${gap.reason}: ${gap.from} to ${gap.to} is no span of whole milliseconds`)
    }
  }
  for (const event of change.incidents ?? []) faults.push(...faultsOf(event))
  faults.push(...notifierFaults(change))
  refuse('change', faults)
}

/** Throws RND_STORE_WRITE where `at` is not a whole minute or a column has another length than `rows`. */
export function checkMinute(minute: MinuteColumns, rows: number): void {
  const faults: string[] = []
  if (!Number.isSafeInteger(minute.at) || minute.at % MINUTE_MS !== 0) {
    faults.push(`${minute.at} is not a whole minute`)
  }
  const { sent, lost, rttMinUs, rttAvgUs, rttMaxUs } = minute
  for (const [name, column] of Object.entries({ sent, lost, rttMinUs, rttAvgUs, rttMaxUs })) {
    if (column.length !== rows) {
      faults.push(`${name} has ${column.length} rows, but ${rows} pinged targets are registered`)
    }
  }
  refuse('minute', faults)
}

/** Throws RND_STORE_WRITE where two targets have one id. */
export function checkTargets(targets: readonly RegisteredTarget[]): void {
  const seen = new Set<string>()
  const faults: string[] = []
  for (const { targetId } of targets) {
    if (seen.has(targetId)) faults.push(`target ${targetId} is there twice`)
    seen.add(targetId)
  }
  refuse('registration', faults)
}

function faultsOf({ incidentId, at, what, incident }: IncidentEvent): string[] {
  const times = [at, incident.openedAt, incident.decidedAt, incident.closedAt ?? 0]
  const faults = [
    [incidentId !== incident.id, `it is about ${incident.id}`],
    [!times.every(Number.isSafeInteger), 'times must be whole milliseconds'],
    [!Object.hasOwn(STEPS, what), `unknown step ${what}`],
    [!incidentStates.has(incident.state), `unknown state ${incident.state}`],
    [!incidentReasons.has(incident.reason), `unknown reason ${incident.reason}`],
    [!Object.values(incident.evidence).every(isFlat), 'evidence may hold only texts and numbers'],
  ] as const
  return faults
    .filter(([wrong]) => wrong)
    .map(([, words]) => `step of incident ${incidentId}: ${words}`)
}

function isFlat(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number'
}

function refuse(what: string, faults: readonly string[]): void {
  if (faults.length === 0) return
  const shown = faults.slice(0, 10).join('; ')
  const more = faults.length > 10 ? `; and ${faults.length - 10} more` : ''
  throw new RondaError('RND_STORE_WRITE', `the store refuses a ${what}: ${shown}${more}`, {
    remedy: 'this is a fault of the program: report it with this message',
  })
}
