// What was seen last of each feed and heard last of each NVR, for the page and `ronda why`.
import { deflateRawSync, inflateRawSync, type ZlibOptions } from 'node:zlib'
import type { FeedView, RecorderView } from '../../../console/feed-view.ts'
import type { FeedHealth, FeedLook, NvrFacts } from '../../../probes/feeds/plan.ts'

/** Enough for a look beside the one that it is told by; more is only memory that is taken and given back each time. */
const PACKING: ZlibOptions = { windowBits: 13, memLevel: 5 }

/**
 * Looks are kept as packed text: 14,000 of them with a dozen rungs each take 40 MB as text, and four times that as
 * objects. What one look says differs little from what another does. Positions are those of the feed plan.
 */
export class FeedBook {
  health: FeedHealth | undefined
  readonly #cameras: ReadonlyMap<string, number>
  readonly #nvrs: ReadonlyMap<string, number>
  readonly #looks: (string | undefined)[]
  /** The first look: the others are packed by what they have in common with it. */
  #dictionary: Buffer | undefined
  readonly #facts: (NvrFacts | undefined)[]

  constructor(cameras: readonly string[], nvrs: readonly string[]) {
    this.#cameras = new Map(cameras.map((id, place) => [id, place]))
    this.#nvrs = new Map(nvrs.map((id, place) => [id, place]))
    this.#looks = cameras.map(() => undefined)
    this.#facts = nvrs.map(() => undefined)
  }

  /** A look that our own fault spoilt replaces none that saw something. */
  look(look: FeedLook): void {
    const { camera, at, found, detail, rungs, features } = look
    if (found === 'unknown' && this.#looks[camera] !== undefined) return
    const view: FeedView = {
      at,
      found,
      ...(detail === undefined ? {} : { detail }),
      rungs,
      features: flat(features ?? {}),
    }
    this.#looks[camera] = this.#packed(JSON.stringify(view))
  }

  /** Disks and device are asked for more seldom than slots: what was heard of them stays until it is heard anew. */
  facts(facts: NvrFacts): void {
    const before = this.#facts[facts.nvr]
    this.#facts[facts.nvr] = {
      ...(before?.storage ? { storage: before.storage } : {}),
      ...(before?.device ? { device: before.device } : {}),
      ...(before?.clockSkewS === undefined ? {} : { clockSkewS: before.clockSkewS }),
      ...facts,
      slots: facts.slots.length > 0 ? facts.slots : (before?.slots ?? []),
    }
  }

  feedOf(id: string): FeedView | undefined {
    const packed = this.#looks[this.#cameras.get(id) ?? -1]
    return packed === undefined ? undefined : (JSON.parse(this.#unpacked(packed)) as FeedView)
  }

  recorderOf(id: string): RecorderView | undefined {
    const facts = this.#facts[this.#nvrs.get(id) ?? -1]
    if (facts === undefined) return undefined
    const { nvr: _, ...view } = facts
    return view
  }

  /** As a string, because 14,000 buffers of 300 bytes take as much again for themselves. */
  #packed(text: string): string {
    this.#dictionary ??= Buffer.from(text)
    return deflateRawSync(text, { ...PACKING, dictionary: this.#dictionary }).toString('latin1')
  }

  #unpacked(packed: string): string {
    const bytes = Buffer.from(packed, 'latin1')
    const dictionary = this.#dictionary as Buffer
    return inflateRawSync(bytes, { ...PACKING, dictionary }).toString()
  }

  /** NVRs by what they said of their disks last. */
  storage(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {}
    for (const facts of this.#facts) {
      const state = facts?.storage?.state
      if (state !== undefined) counts[state] = (counts[state] ?? 0) + 1
    }
    return counts
  }
}

/** Features without what is absent. */
export function flat(features: object): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(features).filter(([, value]) => ['number', 'string'].includes(typeof value)),
  )
}
