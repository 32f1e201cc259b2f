// Gives out the steps of incidents, in order, and growing and shrinking not more often than is of use.
import type { Case } from './case.ts'
import type { Incident, IncidentEvent } from './incident.ts'

/** Growing and shrinking are told at most so often. */
export const TELL_EVERY_MS = 10_000

export class Telling {
  readonly #portrait: (one: Case) => Incident
  readonly #changed = new Set<Case>()
  readonly #portraits = new Map<Case, Incident>()
  #events: IncidentEvent[] = []

  constructor(portrait: (one: Case) => Incident) {
    this.#portrait = portrait
  }

  /** As it is now. */
  show(one: Case): Incident {
    const known = this.#portraits.get(one)
    if (known) return known
    const incident = this.#portrait(one)
    if (one.state !== 'closed') this.#portraits.set(one, incident)
    return incident
  }

  /** It changed, perhaps. */
  note(one: Case): void {
    this.#portraits.delete(one)
    if (!one.changed) return
    one.peak = Math.max(one.peak, one.members.size)
    this.#changed.add(one)
  }

  /** Says what it is now, `incident` if that is known; nothing that happened before is left to be told. */
  tell(one: Case, what: IncidentEvent['what'], at: number, incident?: Incident): void {
    one.peak = Math.max(one.peak, one.members.size)
    one.changed = false
    one.toldSize = one.members.size
    one.toldAt = at
    this.#changed.delete(one)
    if (incident) this.#portraits.set(one, incident)
    else this.#portraits.delete(one)
    this.#events.push({ incidentId: one.id, at, what, incident: this.show(one) })
  }

  /** From now on people may know of it. */
  settle(one: Case, at: number): void {
    one.settled = true
    // Thousands may be told in the moment in which they open: only this one thing is new then.
    const known = this.#portraits.get(one)
    this.tell(one, 'settled', at, known && { ...known, settled: true })
  }

  /** While it flaps nothing is told of it, nor before people know of it. */
  tellChanges(at: number): void {
    for (const one of this.#changed) {
      if (one.state === 'closed') this.#changed.delete(one)
      else if (one.settled && !one.flapping && at - one.toldAt >= TELL_EVERY_MS) {
        this.tell(one, one.members.size < one.toldSize ? 'shrunk' : 'grown', at)
      }
    }
  }

  take(): IncidentEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }
}
