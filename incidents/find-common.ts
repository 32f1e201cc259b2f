// Looks through what died lately for common causes, the best explained first.
import type { FeedCondition } from '../fleet/feed-condition.ts'
import { type Attributes, COMPARED_KINDS, type ComparedKind, type Group } from './attributes.ts'
import {
  COMPANY_ALIKE,
  evidence,
  isCommonCause,
  isCompany,
  isRecorderCause,
  LEAST_ALIKE,
  type Share,
} from './common-cause.ts'

export interface Victims {
  /** Positions of targets that died lately. */
  readonly positions: Iterable<number>
  /** Address of the router that reported it, where one did. */
  reporterOf(position: number): string | undefined
  /** What a dead camera shows. */
  conditionOf(position: number): FeedCondition | undefined
  /** It has no incident yet, and there is time left to find one that it is part of. */
  mayWait(position: number): boolean
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
    const groups = COMPARED_KINDS.map((kind) => this.#table.get(keyOf({ attribute, value, kind })))
      .filter((entry) => entry !== undefined && isCause(entry))
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
      if (entry === undefined) return false
      return group.attribute === 'condition'
        ? this.#countWaiting(group.value) >= COMPANY_ALIKE
        : isCompany(entry.share)
    })
  }

  #countWaiting(condition: string): number {
    const { conditionOf, mayWait } = this.#victims
    let count = 0
    for (const position of this.#left) {
      if (conditionOf(position) === condition && mayWait(position)) count++
    }
    return count
  }

  #best(): Entry | undefined {
    const causes = [...this.#table.values()].filter((entry) => isCause(entry))
    const isAlike = ({ group }: Entry): boolean => group.attribute === 'condition'
    const alike = mostEvident(causes.filter(isAlike))
    const best = mostEvident(causes.filter((one) => !isAlike(one) && !this.#maySpread(one)))
    if (!best || !alike) return best ?? alike
    // What cameras show explains nothing, unless one recorder after the other is said to be the cause.
    const isMore = alike.share.failed >= 2 * best.share.failed
    return best.group.attribute === 'nvr' && isMore ? alike : best
  }

  /** Cameras of other recorders show the same, so that this one may be part of something larger. */
  #maySpread({ group }: Entry): boolean {
    if (group.attribute !== 'nvr') return false
    const key = keyOf(group)
    const members = [...this.#left].filter((position) =>
      this.#groupsOf(position).some((one) => keyOf(one) === key),
    )
    const waiting = members.filter((position) => this.#victims.mayWait(position))
    const condition = waiting[0] === undefined ? undefined : this.#victims.conditionOf(waiting[0])
    if (condition === undefined) return false
    return this.#countWaiting(condition) - waiting.length >= COMPANY_ALIKE
  }

  /** Every group that has victims. Of a reporter only those are known that it reported. */
  #tabulate(): ReadonlyMap<string, Entry> {
    const { groups, compared } = this.#attributes
    const table = new Map<string, Entry>()
    if (this.#left.size === 0) return table
    for (const kind of COMPARED_KINDS) {
      if (!this.#hasVictims(kind)) continue
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
      for (const [value, count] of this.#countSeen(died)) {
        const seen = {
          attribute: kind === 'camera' ? 'condition' : 'reporter',
          value,
          kind,
        } as const
        put(seen, count, count)
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

  #hasVictims(kind: ComparedKind): boolean {
    for (const position of this.#left) if (this.#kindOf(position) === kind) return true
    return false
  }

  #kindOf(position: number): ComparedKind | undefined {
    const { groups, groupsOf } = this.#attributes
    return groups[groupsOf(position)[0] as number]?.kind
  }

  /** What is known of victims only: of cameras what they show, of others who reported them. */
  #countSeen(positions: readonly number[]): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const position of positions) {
      const seen = this.#seenOf(position)
      if (seen) counts.set(seen.value, (counts.get(seen.value) ?? 0) + 1)
    }
    return counts
  }

  #seenOf(position: number): Group | undefined {
    const kind = this.#kindOf(position)
    const attribute = kind === 'camera' ? 'condition' : 'reporter'
    const { conditionOf, reporterOf } = this.#victims
    const value = kind === 'camera' ? conditionOf(position) : reporterOf(position)
    return kind && value ? { attribute, value, kind } : undefined
  }

  #groupsOf(position: number): Group[] {
    const { groups, groupsOf } = this.#attributes
    const own = groupsOf(position).map((g) => groups[g] as Group)
    const seen = this.#seenOf(position)
    return seen ? [...own, seen] : own
  }

  /** Of a reporter only those are known that it reported; any camera might show what others show. */
  #totalOf(keys: ReadonlySet<string>, victims: number): number {
    const { groups, groupsOf, compared } = this.#attributes
    const wanted = new Set([...groups.keys()].filter((g) => keys.has(keyOf(groups[g] as Group))))
    if ([...keys].some((key) => key.startsWith('camera condition '))) {
      return compared.camera.filter((position) => !this.#victims.isPlanned(position)).length
    }
    if (wanted.size === 0) return victims
    const having = COMPARED_KINDS.flatMap((kind) => compared[kind]).filter((position) =>
      groupsOf(position).some((g) => wanted.has(g)),
    )
    return having.filter((position) => !this.#victims.isPlanned(position)).length
  }
}

/** The most specific of those with the same evidence. */
function mostEvident(entries: readonly Entry[]): Entry | undefined {
  let best: Entry | undefined
  for (const entry of entries) {
    const more = best ? evidence(entry.share) - evidence(best.share) : 1
    const narrower = best !== undefined && entry.share.total < best.share.total
    if (more > 1e-9 || (more > -1e-9 && narrower)) best = entry
  }
  return best
}

function isCause({ group, share }: Entry): boolean {
  if (group.attribute === 'nvr') return isRecorderCause(share)
  if (group.attribute === 'condition') return share.failed >= LEAST_ALIKE
  return isCommonCause(share)
}

export function keyOf({ attribute, value, kind }: Group): string {
  return `${kind} ${attribute} ${value}`
}
