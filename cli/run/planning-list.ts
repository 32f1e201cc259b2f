// The living list of planned outages: which hold, which ended and for whom, and what of that is kept between two runs.
import { isDeepStrictEqual } from 'node:util'
import {
  type ActiveOutage,
  type Cover,
  coverageOf,
  resolveScope,
} from '../../fleet/planned/coverage.ts'
import { type Occurrence, occurrenceAt } from '../../fleet/planned/occurrence.ts'
import type { PlannedOutage, Scope } from '../../fleet/planned/planned.ts'
import type { Topology } from '../../fleet/topology.ts'
import type { PlannedStep } from '../../store/aggregates/planned-points.ts'
import type { StoredDocument } from '../../store/outbox.ts'
import { type PlannedDocument, readDocument, writeDocument } from './planning-document.ts'

/** One planned outage of this run. */
export interface Entry {
  planned: PlannedOutage
  /** Sorted positions in `Topology.targets`. */
  positions: Int32Array
  /** The occurrence that holds or comes next, as the last tick saw it. */
  next: Occurrence | undefined
  /** What was covered when the last tick looked, where that is no longer so. */
  before: { readonly scope: Scope; readonly positions: Int32Array } | undefined
  /** Epoch milliseconds when somebody ended it. */
  endedAt: number | undefined
  /** No longer in the files of the estate. */
  gone: boolean
  /** Begin of the occurrence of which this run has said that it began. */
  begun: number | undefined
}

/** A planned outage that ended, whole or for some, and who is covered by nothing since. */
export interface PlannedEnd {
  readonly planned: PlannedOutage
  /** In `Topology.targets`, sorted; never empty. */
  readonly positions: readonly number[]
}

export interface ListMoves {
  /** Only where it may have changed. */
  readonly coverage?: ReadonlyMap<number, Cover>
  readonly over: readonly PlannedEnd[]
  /** Those whose time is up, in whole. */
  readonly expired: readonly Entry[]
  readonly documents: readonly StoredDocument[]
  /** What began and ended, in order. What held before the start is said to begin once more: the same step. */
  readonly steps: readonly PlannedStep[]
}

/** What was found in the files and was not, or not so, at the last run. */
export interface FileChange {
  readonly entry: Entry
  readonly what: 'new' | 'changed' | 'gone'
}

/** A clock that goes back by less than this is waited for; by more, it is believed. */
const SET_BACK_MS = 600_000
/** What is over is shown for so long, then forgotten; the audit rows stay. */
const FORGET_MS = 90 * 86_400_000

export class PlannedList {
  readonly entries = new Map<string, Entry>()
  /** Keys of documents that no version known here has written. */
  readonly unreadable: string[] = []
  readonly #topology: Topology
  /** Keys to be removed with the next tick. */
  readonly #forgotten: string[] = []
  /** Written at the next tick whatever happens. */
  readonly #unwritten = new Set<Entry>()
  #moved = true
  /** Something ended and may not end yet. */
  #waits = false
  #changeAt = Number.NEGATIVE_INFINITY
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(topology: Topology) {
    this.#topology = topology
  }

  /** Goes on from what a store kept and the files say now. `at`: epoch milliseconds. Before everything else. */
  restore(
    documents: readonly { readonly key: string; readonly body: string }[],
    files: readonly PlannedOutage[],
    at: number,
  ): FileChange[] {
    const kept = new Map<string, PlannedDocument>()
    for (const { key, body } of documents) {
      const document = readDocument(body)
      // What cannot be read stays where it is: an older program, put in the place of a newer one, must not destroy it.
      if (document) kept.set(key, document)
      else this.unreadable.push(key)
    }
    const changes: FileChange[] = []
    for (const planned of files) {
      const document = kept.get(planned.id)
      kept.delete(planned.id)
      const entry = this.#entry(planned, document)
      const same = document && isDeepStrictEqual(document.planned, planned)
      if (same || (!document && occurrenceAt(planned, at) === undefined)) continue
      this.#unwritten.add(entry)
      changes.push({ entry, what: document ? 'changed' : 'new' })
    }
    for (const [key, document] of kept) {
      const entry = this.#entry(document.planned, document)
      if (document.planned.source === 'file') {
        entry.gone = true
        changes.push({ entry, what: 'gone' })
      } else if (entry.next === undefined && at - endOf(entry, at) > FORGET_MS) {
        this.entries.delete(key)
        this.#forgotten.push(key)
      }
    }
    return changes
  }

  /** One made at run time, or one that an act changed; it counts from the next tick on. Gives what must be kept at once. */
  put(
    planned: PlannedOutage,
    at: number,
  ): { readonly entry: Entry; readonly document: StoredDocument } {
    const entry = this.#entry(planned, undefined)
    entry.next = occurrenceAt(planned, at)
    return { entry, document: this.touch(entry) }
  }

  touch(entry: Entry): StoredDocument {
    this.#moved = true
    return documentOf(entry)
  }

  /**
   * Takes in the time. `mayEnd` false: what ended is held as it was until a tick that may end it. Nothing of what is given
   * comes a second time once its documents are kept.
   */
  tick(clock: number, mayEnd: boolean): ListMoves {
    const at = this.#steady(clock)
    const due = at >= this.#changeAt || at < this.#lastAt || (this.#waits && mayEnd)
    this.#lastAt = at
    if (!this.#moved && !due) return { over: [], expired: [], documents: [], steps: [] }
    return this.#advance(at, mayEnd)
  }

  /** Epoch milliseconds as the list sees them: small steps of the clock backwards are waited out. */
  #steady(clock: number): number {
    const behind = this.#lastAt - clock
    return behind > 0 && behind <= SET_BACK_MS ? this.#lastAt : clock
  }

  #advance(at: number, mayEnd: boolean): ListMoves {
    const active: ActiveOutage[] = []
    const ends: { entry: Entry; positions: Int32Array }[] = []
    const expired: Entry[] = []
    const steps: PlannedStep[] = []
    const written = new Set(this.#unwritten)
    const removed = this.#forgotten.splice(0)
    this.#waits = false
    for (const [id, entry] of this.entries) {
      const now =
        entry.endedAt === undefined && !entry.gone ? occurrenceAt(entry.planned, at) : undefined
      const held = entry.next !== undefined && entry.next.from <= at ? entry.next : undefined
      const holds = now !== undefined && now.from <= at
      if (held && !mayEnd && (!holds || entry.before)) {
        // Whom it covered is not lifted before it is known who of them is dead.
        this.#waits = true
        const { planned, positions, before } = entry
        const { until } = now ?? held
        if (before) active.push({ planned, positions: before.positions, until })
        if (holds || !before) active.push({ planned, positions, until })
        continue
      }
      steps.push(...stepsOf(entry, held, holds ? now : undefined, at))
      if (held && (!holds || entry.before)) {
        ends.push({ entry, positions: entry.before?.positions ?? entry.positions })
      }
      if (held && now === undefined && entry.endedAt === undefined && !entry.gone)
        expired.push(entry)
      if (holds)
        active.push({ planned: entry.planned, positions: entry.positions, until: now.until })
      if (entry.gone) {
        this.entries.delete(id)
        removed.push(id)
      } else if (entry.before || !sameTime(entry.next, now)) {
        written.add(entry)
      }
      entry.next = now
      entry.before = undefined
    }
    this.#unwritten.clear()
    this.#moved = false
    this.#changeAt = this.#nextChange(at)
    const coverage = coverageOf(active)
    const over = ends
      .map(({ entry: { planned }, positions }) => ({
        planned,
        positions: [...positions].filter((position) => !coverage.has(position)),
      }))
      .filter(({ positions }) => positions.length > 0)
    const documents = [
      ...[...written].map(documentOf),
      ...removed.map((key) => ({ collection: 'planned', key, body: undefined }) as const),
    ]
    return { coverage, over, expired, documents, steps }
  }

  #nextChange(at: number): number {
    let next = Number.POSITIVE_INFINITY
    for (const { next: time } of this.entries.values()) {
      const change = time && (time.from > at ? time.from : time.until)
      if (change !== undefined && change > at) next = Math.min(next, change)
    }
    return next
  }

  #entry(planned: PlannedOutage, document: PlannedDocument | undefined): Entry {
    const positions = resolveScope(planned.scope, this.#topology)
    const scope = document?.before ?? document?.planned.scope
    const same = scope === undefined || isDeepStrictEqual(scope, planned.scope)
    const entry: Entry = {
      planned,
      positions,
      next: document?.next,
      before: same ? undefined : { scope, positions: resolveScope(scope, this.#topology) },
      endedAt: planned.source === 'program' ? document?.endedAt : undefined,
      gone: false,
      begun: undefined,
    }
    this.entries.set(planned.id, entry)
    return entry
  }
}

/** Epoch milliseconds when it ended or ends; `otherwise` for what comes again every week. */
export function endOf({ planned, endedAt }: Entry, otherwise: number): number {
  if (endedAt !== undefined) return endedAt
  if (planned.kind === 'suspension') return planned.until
  return planned.time.type === 'once' ? planned.time.until : otherwise
}

/** What `entry` did since the last tick; `held` and `holds`: the occurrence that held by then, and that holds at `at`. */
function stepsOf(
  entry: Entry,
  held: Occurrence | undefined,
  holds: Occurrence | undefined,
  at: number,
): PlannedStep[] {
  const { planned, endedAt } = entry
  const { kind, id, owner, reason: why } = planned
  const about = { kind, id, owner, why, targets: entry.positions.length }
  const steps: PlannedStep[] = []
  const begin = ({ from }: Occurrence): void => {
    if (entry.begun !== from) steps.push({ ...about, what: 'begun', at: from })
    entry.begun = from
  }
  const end = Math.min(endedAt ?? at, held?.until ?? at, at)
  // One that was lifted before its time had come never held.
  if (held && held.from !== holds?.from && end > held.from) {
    begin(held)
    steps.push({ ...about, what: end < held.until ? 'lifted' : 'ended', at: Math.trunc(end) })
    entry.begun = undefined
  }
  if (holds) begin(holds)
  return steps
}

function sameTime(one: Occurrence | undefined, other: Occurrence | undefined): boolean {
  return one?.from === other?.from && one?.until === other?.until
}

/** A file's outage that is over needs no memory: without a document it is not over a second time. */
function documentOf({ planned, next, before, endedAt }: Entry): StoredDocument {
  const body =
    planned.source === 'file' && next === undefined
      ? undefined
      : writeDocument({ planned, next, before: before?.scope, endedAt })
  return { collection: 'planned', key: planned.id, body }
}
