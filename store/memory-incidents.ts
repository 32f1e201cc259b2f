// Incidents of the memory store: the same answers as the file gives, from objects.
import type { Incident, IncidentEvent } from '../incidents/incident.ts'
import {
  closedAt,
  incidentLimit,
  type KeptRecord,
  MOST_STEPS,
  nextRecord,
  wholeIncident,
} from './incident-record.ts'
import type {
  AffectedIds,
  IncidentQuery,
  IncidentRecord,
  IncidentStep,
  StepOfIncident,
} from './store.ts'

interface Kept extends KeptRecord, AffectedIds {
  readonly closedAt: number | undefined
  readonly steps: readonly IncidentStep[]
}

export class MemoryIncidents {
  readonly #byId = new Map<string, Kept>()
  /** Of all, in the order in which they came. */
  #steps: { readonly id: string; readonly step: IncidentStep }[] = []

  take(event: IncidentEvent): void {
    const { id, affected } = event.incident
    const before = this.#byId.get(id)
    const { record, longest } = nextRecord(before, event.incident)
    const now = affected.toSorted()
    const step = { at: event.at, what: event.what, affected: affected.length }
    const steps = before?.steps ?? []
    const isNew = !steps.some((known) => isSame(known, step))
    if (isNew) this.#steps.push({ id, step })
    this.#byId.set(id, {
      record,
      longest,
      now,
      peak: before === undefined || longest > before.longest ? now : before.peak,
      closedAt: closedAt(event),
      steps: isNew ? [...steps, step] : steps,
    })
  }

  open(): readonly Incident[] {
    return this.#newestFirst()
      .filter((kept) => kept.closedAt === undefined)
      .map(({ record, now }) => wholeIncident(record, now))
  }

  find(query: IncidentQuery): readonly IncidentRecord[] {
    const { open, from = -Infinity, to = Infinity, before } = query
    const all = this.#newestFirst()
    const start = before === undefined ? 0 : all.findIndex(({ record }) => record.id === before) + 1
    if (before !== undefined && start === 0) return []
    return all
      .slice(start)
      .filter((kept) => open === undefined || (kept.closedAt === undefined) === open)
      .map(({ record }) => record)
      .filter(({ openedAt }) => openedAt >= from && openedAt < to)
      .slice(0, incidentLimit(query))
  }

  get(id: string): { incident: IncidentRecord; steps: readonly IncidentStep[] } | undefined {
    const kept = this.#byId.get(id)
    return kept && { incident: kept.record, steps: kept.steps }
  }

  affected(id: string): AffectedIds | undefined {
    const kept = this.#byId.get(id)
    return kept && { now: kept.now, peak: kept.peak }
  }

  steps(from: number, to: number): readonly StepOfIncident[] {
    return this.#steps
      .filter(({ step }) => step.at >= from && step.at < to)
      .sort((a, b) => a.step.at - b.step.at)
      .slice(0, MOST_STEPS)
      .map(({ id, step }) => ({ ...step, incident: (this.#byId.get(id) as Kept).record }))
  }

  /** Forgets those that closed before `cutOff`; gives how many. */
  removeClosedBefore(cutOff: number): number {
    const old = [...this.#byId].filter(([, { closedAt = Infinity }]) => closedAt < cutOff)
    for (const [id] of old) this.#byId.delete(id)
    this.#steps = this.#steps.filter(({ id }) => this.#byId.has(id))
    return old.length
  }

  #newestFirst(): Kept[] {
    return [...this.#byId.values()].sort(
      ({ record: a }, { record: b }) => b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1),
    )
  }
}

function isSame(a: IncidentStep, b: IncidentStep): boolean {
  return a.at === b.at && a.what === b.what && a.affected === b.affected
}
