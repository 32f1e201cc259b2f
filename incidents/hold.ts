// Whether a silent target may be called down yet: not before what is above it was looked at after it fell silent.
import type { Touched } from './dating.ts'
import type { FeedVerdicts } from './feed-verdicts.ts'
import type { Links } from './links.ts'
import type { Look } from './verdict.ts'

/** What the hold must know of the targets. */
export interface HoldView {
  /** Positions of parents; -1 for none. */
  readonly parents: Int32Array
  readonly links: Links
  /** The target's own looks, and those of the anchors behind it, say that it is down. */
  ownDown(position: number): boolean
  /** Places of addresses whose newest look shows that it is not down. */
  heardFrom(position: number): readonly number[]
  readonly feeds: Pick<FeedVerdicts, 'decidedAt' | 'isUnshown'>
  /** Between two routine looks at it, milliseconds. */
  intervalMs(position: number): number
}

/**
 * A camera that fell while what is above it was dying is asked about again after that is back: so long its look may take,
 * milliseconds. An NVR that comes back is visited at once, and a suspicion is looked at again after 30 s.
 */
export const FEED_AGAIN_MS = 60_000

/**
 * Who is held, since when, and whose look is waited for. A target is held while its nearest ancestor with an address
 *
 * - is silent itself and held, or
 * - has no look that began after the target was found silent, or
 * - came back after the target's last whole confirm: what was found silent behind a cut says nothing after it.
 *
 * What was known before the start says nothing either: a target that was silent then is held until it, and the anchors
 * that may vouch for it, were looked at, however long that takes.
 *
 * A camera has no address: it fell when that was published, and waits for what is above it by the same rule.
 *
 * An ancestor without an address holds nobody. Otherwise nobody is held for longer than the ancestor's interval and one
 * whole look take together (after a recovery or a start: two looks), unless that ancestor is held itself.
 */
export class Hold {
  readonly #view: HoldView
  readonly #lookMs: number
  readonly #held = new Map<number, Touched>()
  readonly #wanted = new Set<number>()
  /** By address: first echo of the newest conclusive look, of the newest that was a whole confirm or an answer. */
  readonly #lookedAt: Float64Array
  readonly #sureAt: Float64Array
  readonly #askedAt: Float64Array
  /** By address: when it was decided that it is down. */
  readonly #downAt: Float64Array
  /** By target: first answer of its last recovery. */
  readonly #backAt: Float64Array

  /** `lookMs`: from the first echo of a look to its decision on the main thread, at most. */
  constructor(view: HoldView, addresses: number, lookMs: number) {
    const never = (n: number) => new Float64Array(n).fill(Number.NEGATIVE_INFINITY)
    this.#view = view
    this.#lookMs = lookMs
    this.#lookedAt = never(addresses)
    this.#sureAt = never(addresses)
    this.#askedAt = never(addresses)
    this.#downAt = never(addresses)
    this.#backAt = never(view.parents.length)
  }

  /** A conclusive look at an address. */
  note(place: number, look: Look): void {
    this.#lookedAt[place] = look.at
    if (look.confirmed || look.lost === 0) this.#sureAt[place] = look.at
  }

  noteDown(place: number, decidedAt: number): void {
    this.#downAt[place] = decidedAt
  }

  noteBack(position: number, at: number): void {
    this.#backAt[position] = at
  }

  lookedAt(place: number): number {
    return this.#lookedAt[place] as number
  }

  positions(): Iterable<number> {
    return this.#held.keys()
  }

  /** How its being held began. */
  begun(position: number): Touched | undefined {
    return this.#held.get(position)
  }

  /** Held from now on, or still. */
  keep(position: number, touched: Touched): void {
    if (!this.#held.has(position)) this.#held.set(position, touched)
  }

  drop(position: number): void {
    this.#held.delete(position)
  }

  /** While nothing can be known, nobody's time runs out. */
  begin(at: number): void {
    for (const [position, touched] of this.#held) {
      this.#held.set(position, { at: touched.at, decidedAt: Math.max(touched.decidedAt, at) })
    }
  }

  /** For a target whose own verdict is down below nothing that is. Asks for the looks that it waits for. */
  mustWait(position: number, now: number): boolean {
    const { links, ownDown } = this.#view
    const above = this.#pingedAbove(position)
    const place = links.own[position] as number
    if (place < 0) return this.#mustCameraWait(position, above, now)
    const surelyAt = this.#sureAt[place] as number
    const isOld = surelyAt === Number.NEGATIVE_INFINITY
    const nearest = above[0]
    if (nearest === undefined && !isOld) return false
    if (nearest !== undefined && ownDown(nearest)) return true
    const since = this.#held.get(position)?.decidedAt ?? now
    const limitMs = this.#limitMs(nearest ?? position)
    if (
      nearest !== undefined &&
      this.#asksAbove(position, above, this.#downAt[place] as number, now)
    )
      return true
    const backAt = Math.max(...above.map((one) => this.#backAt[one] as number))
    if (isOld && this.#isUnseen(position)) {
      this.askFor(position, now)
      return true
    }
    if (!isOld && surelyAt >= backAt) return false
    // Thousands may come back at once, and their looks are paced.
    if (now - Math.max(since, backAt) >= limitMs + this.#lookMs) return false
    this.#ask(place, now)
    return true
  }

  /** Its verdict is of the picture round, which looks again by itself. */
  #mustCameraWait(position: number, above: readonly number[], now: number): boolean {
    const { feeds, ownDown } = this.#view
    const [nearest] = above
    if (nearest === undefined) return false
    if (ownDown(nearest)) return true
    const downAt = feeds.decidedAt(position) ?? Number.NEGATIVE_INFINITY
    if (this.#asksAbove(position, above, downAt, now)) return true
    const backAt = Math.max(...above.map((one) => this.#backAt[one] as number))
    return feeds.isUnshown(position) && downAt <= backAt && now - backAt < FEED_AGAIN_MS
  }

  /** No look at what is above it began after it was found down, at `downAt`, and one is still worth waiting for. */
  #asksAbove(position: number, above: readonly number[], downAt: number, now: number): boolean {
    const [nearest = -1] = above
    const since = this.#held.get(position)?.decidedAt ?? now
    if (this.#heardAt(nearest) >= downAt || now - since >= this.#limitMs(nearest)) return false
    const { ownDown } = this.#view
    for (const one of above) if (!ownDown(one) && this.#heardAt(one) < downAt) this.askFor(one, now)
    return true
  }

  /** Epoch milliseconds of the first echo of the newest look that shows it is not down; -Infinity for none. */
  #heardAt(position: number): number {
    return Math.max(...this.#view.heardFrom(position).map((place) => this.lookedAt(place)))
  }

  /** How long its own routine look may take to be decided. */
  #limitMs(position: number): number {
    return this.#view.intervalMs(position) + this.#lookMs
  }

  /** Wants a target looked at, and the anchors that may vouch for it. */
  askFor(position: number, now: number): void {
    const { own, anchors } = this.#view.links
    if ((own[position] as number) >= 0) this.#ask(own[position] as number, now)
    for (const place of anchors.get(position) ?? []) this.#ask(place, now)
  }

  /** Positions of addresses to be looked at at once; each is given once. */
  takeWanted(): readonly number[] {
    if (this.#wanted.size === 0) return []
    const wanted = [...this.#wanted].sort((a, b) => a - b)
    this.#wanted.clear()
    return wanted
  }

  /** It, or an anchor that may vouch for it, was not looked at since the start. */
  #isUnseen(position: number): boolean {
    const { own, anchors } = this.#view.links
    const places = [own[position] as number, ...(anchors.get(position) ?? [])]
    return places.some((place) => this.lookedAt(place) === Number.NEGATIVE_INFINITY)
  }

  /** Who was asked for is not asked for again before that look can have been decided. */
  #ask(place: number, now: number): void {
    const askedAt = this.#askedAt[place] as number
    if ((this.#lookedAt[place] as number) < askedAt && now - askedAt < this.#lookMs) return
    this.#askedAt[place] = now
    this.#wanted.add(place)
  }

  #pingedAbove(position: number): number[] {
    const { parents, links } = this.#view
    const found: number[] = []
    for (let up = parents[position] as number; up >= 0; up = parents[up] as number) {
      if ((links.own[up] as number) >= 0) found.push(up)
    }
    return found
  }
}
