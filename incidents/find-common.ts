// Looks through what died lately for common causes, the best explained first.
import type { Attributes, Group } from './attributes.ts'
import { evidence, isCommonCause, isCompany, type Share } from './common-cause.ts'

const KINDS = ['uplink', 'nvr'] as const

export interface Victims {
  /** Positions of targets that died lately. */
  readonly positions: Iterable<number>
  /** Address of the router that reported it, where one did. */
  reporterOf(position: number): string | undefined
  /** Dead, lately or for long. */
  isDead(position: number): boolean
  /** Switched off on purpose: neither dead nor alive. */
  isPlanned(position: number): boolean
}

export interface Common {
  /** One attribute and value, of one or both kinds. */
  readonly groups: readonly Group[]
  /** Targets that died with it. */
  readonly victims: readonly number[]
  /** Targets that have it, dead for long or not, but for those switched off on purpose. */
  readonly total: number
}

interface Entry {
  readonly group: Group
  readonly share: Share
}

/** A comparison of what died lately with what lives, at one moment. */
export class Comparison {
  readonly #attributes: Attributes
  readonly #victims: Victims
  readonly #left = new Set<number>()
  /** Victims that a cause was found for: neither dead by another nor alive. */
  readonly #explained = new Set<number>()
  #table: ReadonlyMap<string, Entry>

  constructor(attributes: Attributes, victims: Victims) {
    this.#attributes = attributes
    this.#victims = victims
    for (const position of victims.positions) {
      if (attributes.groupsOf(position).length > 0) this.#left.add(position)
    }
    this.#table = this.#tabulate()
  }

  /** The next common cause; its victims are no longer compared with. */
  next(): Common | undefined {
    const best = this.#best()
    if (!best) return undefined
    const { attribute, value } = best.group
    const groups = KINDS.map((kind) => this.#table.get(keyOf({ attribute, value, kind })))
      .filter((entry) => entry !== undefined && isCommonCause(entry.share))
      .map((entry) => (entry as Entry).group)
    const keys = new Set(groups.map(keyOf))
    const victims = [...this.#left].filter((position) =>
      this.#groupsOf(position).some((group) => keys.has(keyOf(group))),
    )
    for (const position of victims) {
      this.#left.delete(position)
      this.#explained.add(position)
    }
    this.#table = this.#tabulate()
    return { groups, victims, total: this.#totalOf(keys, victims.length) }
  }

  /** The victim is one of several that may be getting more. */
  hasCompany(position: number): boolean {
    return this.#groupsOf(position).some((group) => {
      const entry = this.#table.get(keyOf(group))
      return entry !== undefined && isCompany(entry.share)
    })
  }

  /** Most evidence first, then the most specific. */
  #best(): Entry | undefined {
    let best: Entry | undefined
    for (const entry of this.#table.values()) {
      if (!isCommonCause(entry.share)) continue
      const more = best ? evidence(entry.share) - evidence(best.share) : 1
      const narrower = best !== undefined && entry.share.total < best.share.total
      if (more > 1e-9 || (more > -1e-9 && narrower)) best = entry
    }
    return best
  }

  /** Every group that has victims. Of a reporter only those are known that it reported. */
  #tabulate(): ReadonlyMap<string, Entry> {
    const { groups, compared } = this.#attributes
    const table = new Map<string, Entry>()
    if (this.#left.size === 0) return table
    for (const kind of KINDS) {
      const exposed = compared[kind].filter((position) => this.#isExposed(position))
      const died = exposed.filter((position) => this.#left.has(position))
      const put = (group: Group, failed: number, total: number): void => {
        const share = { failed, total, allFailed: died.length, all: exposed.length }
        table.set(keyOf(group), { group, share })
      }
      const totals = this.#count(exposed)
      const failed = this.#count(died)
      for (const [g, group] of groups.entries()) {
        if ((failed[g] as number) > 0) put(group, failed[g] as number, totals[g] as number)
      }
      for (const [value, count] of this.#countReported(died)) {
        put({ attribute: 'reporter', value, kind }, count, count)
      }
    }
    return table
  }

  /** Alive, or died lately of what is not known yet. */
  #isExposed(position: number): boolean {
    if (this.#left.has(position)) return true
    const { isDead, isPlanned } = this.#victims
    return !this.#explained.has(position) && !isDead(position) && !isPlanned(position)
  }

  #count(positions: readonly number[]): Int32Array {
    const { groups, groupsOf } = this.#attributes
    const counts = new Int32Array(groups.length)
    for (const position of positions) {
      for (const g of groupsOf(position)) counts[g] = (counts[g] as number) + 1
    }
    return counts
  }

  #countReported(positions: readonly number[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const position of positions) {
      const reporter = this.#victims.reporterOf(position)
      if (reporter) counts.set(reporter, (counts.get(reporter) ?? 0) + 1)
    }
    return counts
  }

  #groupsOf(position: number): Group[] {
    const { groups, groupsOf } = this.#attributes
    const own = groupsOf(position).map((g) => groups[g] as Group)
    const value = this.#victims.reporterOf(position)
    const [first] = own
    return value && first ? [...own, { attribute: 'reporter', value, kind: first.kind }] : own
  }

  /** Of a reporter only those are known that it reported. */
  #totalOf(keys: ReadonlySet<string>, victims: number): number {
    const { groups, groupsOf, compared } = this.#attributes
    const wanted = new Set([...groups.keys()].filter((g) => keys.has(keyOf(groups[g] as Group))))
    if (wanted.size === 0) return victims
    const having = KINDS.flatMap((kind) => compared[kind]).filter((position) =>
      groupsOf(position).some((g) => wanted.has(g)),
    )
    return having.filter((position) => !this.#victims.isPlanned(position)).length
  }
}

export function keyOf({ attribute, value, kind }: Group): string {
  return `${kind} ${attribute} ${value}`
}
