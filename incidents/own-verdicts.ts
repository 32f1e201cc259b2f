// What each target's own looks say of it, echoes of its address or pictures of its feed, and what anchors vouch for.
import type { ResultColumns } from '../probes/result.ts'
import type { Asked } from './asked.ts'
import { createEvidence, type Evidence, type EvidenceTable } from './evidence.ts'
import { FeedVerdicts } from './feed-verdicts.ts'
import type { Verdict } from './incident.ts'
import type { Links } from './links.ts'
import { type Judged, judged, type Look, nextVerdict, notAsked, ownOf } from './verdict.ts'

/** What a look at an address made of the verdict on it; the same one where it changed nothing. */
export interface Judgement {
  readonly look: Look
  readonly before: Judged
  readonly after: Judged
}

export class OwnVerdicts {
  readonly feeds = new FeedVerdicts()
  readonly #asked: Asked
  readonly #links: Links
  readonly #evidence: EvidenceTable
  readonly #never: Judged
  /** By address. */
  readonly #verdicts: Judged[]

  /** `startedAt`: epoch milliseconds since when everything is unknown. */
  constructor(asked: Asked, links: Links, startedAt: number) {
    const never = notAsked(startedAt)
    this.#asked = asked
    this.#links = links
    this.#evidence = createEvidence(asked.addresses.length)
    this.#never = never
    this.#verdicts = asked.addresses.map(() => never)
  }

  /** Before the first look. */
  get never(): Verdict {
    return this.#never
  }

  take(columns: ResultColumns, row: number): Judgement {
    const place = columns.index[row] as number
    const look = this.#evidence.take(columns, row)
    const before = this.#verdicts[place] as Judged
    const after = nextVerdict(before, look)
    this.#verdicts[place] = after
    return { look, before, after }
  }

  /** Goes on with what a store kept. */
  restore(position: number, known: Verdict): void {
    const place = this.#links.own[position] as number
    if (place < 0) {
      this.feeds.restore(position, known)
      return
    }
    this.#verdicts[place] = ownOf(known)
    if (known.reason === 'anchor-answers') this.#trustAnchors(position, known.since)
  }

  of(position: number): Verdict {
    const place = this.#links.own[position] as number
    if (place < 0) return this.feeds.verdict(position) ?? this.#never
    const own = this.#verdicts[place] as Judged
    if (own.state !== 'down' || this.#vouching(position) < 0) return own
    return { state: 'degraded', reason: 'anchor-answers', since: own.since }
  }

  isDown(position: number): boolean {
    return this.of(position).state === 'down'
  }

  /** Addresses whose newest look shows that the target is not down. */
  heardFrom(position: number): readonly number[] {
    const own = this.#links.own[position] as number
    if (this.#verdicts[own]?.state !== 'down') return [own]
    const anchors = this.#links.anchors.get(position) ?? []
    return anchors.filter((place) => answers(this.#verdicts[place] as Judged))
  }

  /** The last look at its own address or its own picture, as Transition.evidence. */
  evidence(position: number): Evidence | undefined {
    const place = this.#links.own[position] as number
    return place < 0 ? this.feeds.evidence(position) : this.#evidence.of(place)
  }

  /** The address that answers for this uplink. */
  vouchingAddress(position: number): string | undefined {
    return this.#asked.addresses[this.#vouching(position)]
  }

  isSilent(place: number): boolean {
    return this.#verdicts[place]?.state === 'down'
  }

  /** Positions of addresses. */
  silent(): readonly number[] {
    return this.#verdicts.flatMap(({ state }, place) => (state === 'down' ? [place] : []))
  }

  /** An anchor that is no target has no state that is kept: until it was looked at, what it vouched for holds. */
  #trustAnchors(position: number, since: number): void {
    for (const place of this.#links.anchors.get(position) ?? []) {
      const isTarget = this.#asked.entries[place]?.some(({ role }) => role === 'own')
      if (!isTarget) this.#verdicts[place] = judged('up', 'answers', since)
    }
  }

  /** The anchor that answers for this uplink; -1 for none. */
  #vouching(position: number): number {
    const anchors = this.#links.anchors.get(position) ?? []
    return anchors.find((place) => answers(this.#verdicts[place] as Judged)) ?? -1
  }
}

function answers({ state }: Judged): boolean {
  return state === 'up' || state === 'degraded'
}
