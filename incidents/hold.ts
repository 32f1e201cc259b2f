// Whether a silent target may be called down yet: not before what is above it was looked at after it fell silent.
import type { Touched } from './dating.ts'
import type { Links } from './links.ts'
import type { Look } from './verdict.ts'

/** What the hold must know of the targets. */
export interface HoldView {
  /** Positions of parents; -1 for none. */
  readonly parents: Int32Array
  readonly links: Links
  /** The target's own looks, and those of the anchors behind it, say that it is down. */
  ownDown(position: number): boolean
  /** Epoch milliseconds of the first echo of the newest look that shows it is not down; -Infinity for none. */
  heardAt(position: number): number
  /** Between two routine looks at it, milliseconds. */
  intervalMs(position: number): number
}

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
    const { links, ownDown, heardAt, intervalMs } = this.#view
    const above = this.#pingedAbove(position)
    const place = links.own[position] as number
    const surelyAt = this.#sureAt[place] as number
    const isOld = surelyAt === Number.NEGATIVE_INFINITY
    const nearest = above[0]
    if (nearest === undefined && !isOld) return false
    if (nearest !== undefined && ownDown(nearest)) return true
    const since = this.#held.get(position)?.decidedAt ?? now
    const limitMs = intervalMs(nearest ?? position) + this.#lookMs
    const downAt = this.#downAt[place] as number
    if (nearest !== undefined && heardAt(nearest) < downAt && now - since < limitMs) {
      for (const one of above) if (!ownDown(one) && heardAt(one) < downAt) this.askFor(one, now)
      return true
    }
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
