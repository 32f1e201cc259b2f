// The store that forgets: everything in memory, for tests and for trying things out; same contract as the local store.
import type { Transition } from '../fleet/state.ts'
import {
  availabilityOf,
  compareDecisions,
  emptyAvailabilities,
  sumAvailability,
} from './availability.ts'
import { cutOffs, transitionLimit } from './bounds.ts'
import { checkChange, checkMinute, checkTargets } from './check.ts'
import { MemoryIncidents } from './memory-incidents.ts'
import { MemoryNotifier } from './memory-notifier.ts'
import { addRow, emptyRows, type MinuteRows, pointOf, quantise } from './minute-rows.ts'
import { MinuteSummer } from './minute-sums.ts'
import type { AuditQuery, OutboxState, StoredDocument } from './outbox.ts'
import type { AvailabilityColumns, MinuteSums } from './series/columns.ts'
import type {
  Availability,
  Change,
  CurrentState,
  Gap,
  IncidentQuery,
  MinuteColumns,
  MinutePoint,
  RegisteredTarget,
  Retention,
  Store,
  StoreHealth,
  TransitionQuery,
} from './store.ts'

/** A store whose contents end with the program. Every transition and minute is an object of its own: keep it small. */
export function openMemoryStore(): Store {
  return new MemoryStore()
}

class MemoryStore implements Store {
  #targets: readonly RegisteredTarget[] = []
  #transitions = new Map<string, Transition[]>()
  #gaps: Gap[] = []
  readonly #incidents = new MemoryIncidents()
  readonly #notifier = new MemoryNotifier()
  /** targetId -> minute -> one row. */
  readonly #minutes = new Map<string, Map<number, MinuteRows>>()

  async register(targets: readonly RegisteredTarget[]): Promise<void> {
    checkTargets(targets)
    this.#targets = [...targets]
  }

  async commit(change: Change): Promise<void> {
    checkChange(change)
    for (const transition of change.transitions ?? []) {
      const known = this.#transitions.get(transition.targetId) ?? []
      if (known.every((other) => compareDecisions(other, transition) !== 0)) {
        known.push(transition)
        known.sort(compareDecisions)
      }
      this.#transitions.set(transition.targetId, known)
    }
    for (const gap of change.gaps ?? []) {
      const same = this.#gaps.findIndex((g) => g.from === gap.from && g.reason === gap.reason)
      const to = Math.max(gap.to, this.#gaps[same]?.to ?? gap.to)
      if (same >= 0) this.#gaps.splice(same, 1)
      this.#gaps.push({ ...gap, to })
    }
    for (const event of change.incidents ?? []) this.#incidents.take(event)
    this.#notifier.take(change)
  }

  async saveMinute(minute: MinuteColumns): Promise<void> {
    const pinged = this.#targets.filter((target) => target.pinged)
    checkMinute(minute, pinged.length)
    const rows = quantise(minute)
    pinged.forEach(({ targetId }, i) => {
      if (rows.sent[i] === 0) return
      const kept = this.#minutes.get(targetId) ?? new Map<number, MinuteRows>()
      const row = kept.get(minute.at) ?? emptyRows(1)
      addRow(row, 0, rows, i)
      kept.set(minute.at, row)
      this.#minutes.set(targetId, kept)
    })
  }

  async alive(_at: number): Promise<void> {}

  async currentStates(): Promise<readonly CurrentState[]> {
    return [...this.#transitions].map(([targetId, all]) => {
      const { to, reason, at } = all.at(-1) as Transition
      return { targetId, state: to, reason, since: at }
    })
  }

  async transitions(query: TransitionQuery): Promise<readonly Transition[]> {
    const { targetId, from = -Infinity, to = Infinity } = query
    const { decidedFrom = -Infinity, decidedTo = Infinity } = query
    const asked =
      targetId === undefined
        ? [...this.#transitions.values()].flat()
        : (this.#transitions.get(targetId) ?? [])
    return asked
      .filter(({ at }) => at >= from && at < to)
      .filter(({ decidedAt }) => decidedAt >= decidedFrom && decidedAt < decidedTo)
      .sort((a, b) => b.at - a.at || compareDecisions(b, a))
      .slice(0, transitionLimit(query))
  }

  async history(targetId: string, from: number, to: number): Promise<readonly MinutePoint[]> {
    return [...(this.#minutes.get(targetId) ?? [])]
      .filter(([at]) => at >= from && at < to)
      .sort(([a], [b]) => a - b)
      .map(([at, row]) => pointOf(row, 0, at))
  }

  async openIncidents() {
    return this.#incidents.open()
  }

  async incidents(query: IncidentQuery) {
    return this.#incidents.find(query)
  }

  async incident(id: string) {
    return this.#incidents.get(id)
  }

  async incidentAffected(id: string) {
    return this.#incidents.affected(id)
  }

  async incidentSteps(from: number, to: number) {
    return this.#incidents.steps(from, to)
  }

  async outbox(state: OutboxState, limit?: number) {
    return this.#notifier.outbox(state, limit)
  }

  async outboxOf(prefix: string, limit: number) {
    return this.#notifier.outboxOf(prefix, limit)
  }

  async outboxHealth() {
    return this.#notifier.outboxHealth()
  }

  async lastOutboxSeq() {
    return this.#notifier.lastSeq()
  }

  async documents(collection: StoredDocument['collection']) {
    return this.#notifier.documents(collection)
  }

  async audit(query: AuditQuery) {
    return this.#notifier.audit(query)
  }

  async gaps(from: number, to: number): Promise<readonly Gap[]> {
    return this.#gaps
      .filter((gap) => gap.from < to && gap.to > from)
      .sort((a, b) => a.from - b.from || a.to - b.to)
  }

  async targetAvailability(targetId: string, from: number, to: number): Promise<Availability> {
    return availabilityOf(this.#transitions.get(targetId) ?? [], this.#gaps, from, to)
  }

  async areaAvailability(
    areaId: string | undefined,
    from: number,
    to: number,
  ): Promise<Availability> {
    const inside = this.#targets.filter(
      ({ pinged, areas }) => pinged && (areaId === undefined || areas.includes(areaId)),
    )
    return sumAvailability(
      inside.map(({ targetId }) =>
        availabilityOf(this.#transitions.get(targetId) ?? [], this.#gaps, from, to),
      ),
    )
  }

  async minuteSums(from: number, to: number): Promise<MinuteSums> {
    const pinged = this.#targets.filter((target) => target.pinged)
    const summer = new MinuteSummer(pinged.length)
    pinged.forEach(({ targetId }, i) => {
      for (const [at, row] of this.#minutes.get(targetId) ?? []) {
        if (at >= from && at < to) summer.add(i, row)
      }
    })
    return summer.sums(Int32Array.from(pinged, (_, i) => i))
  }

  async availabilities(from: number, to: number): Promise<AvailabilityColumns> {
    const columns = emptyAvailabilities(this.#targets.length, from, to)
    this.#targets.forEach(({ targetId }, i) => {
      const one = availabilityOf(this.#transitions.get(targetId) ?? [], this.#gaps, from, to)
      columns.availableMs[i] = one.availableMs
      columns.unavailableMs[i] = one.unavailableMs
    })
    return columns
  }

  async retain(retention: Retention, now: number): Promise<number> {
    const before = cutOffs(retention, now)
    let removed = 0
    for (const kept of this.#minutes.values()) {
      for (const at of kept.keys()) if (at < before.minutes && kept.delete(at)) removed++
    }
    for (const [targetId, all] of this.#transitions) {
      const inForce = all.findLastIndex(({ at }) => at <= before.transitions)
      const left = all.filter(({ at }, i) => i >= inForce || at >= before.transitions)
      this.#transitions.set(targetId, left)
      removed += all.length - left.length
    }
    const gapsLeft = this.#gaps.filter((gap) => gap.to >= before.transitions)
    removed += this.#gaps.length - gapsLeft.length
    this.#gaps = gapsLeft
    removed += this.#incidents.removeClosedBefore(before.transitions)
    removed += this.#notifier.removeBefore(before)
    return removed
  }

  async health(): Promise<StoreHealth> {
    return {
      writable: true,
      pendingTransitions: 0,
      droppedMinutes: 0,
      fileBytes: 0,
      schemaVersion: 0,
    }
  }

  async close(): Promise<void> {}
}
