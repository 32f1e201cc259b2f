// What is wrong with a step of a scenario, collected while it is read.
import type { z } from 'zod'
import { messageOf } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import { type Picked, pick, type Which } from './pick.ts'

/** A fault at a path inside the file. */
export interface Fault {
  readonly path: readonly PropertyKey[]
  readonly what: string
  readonly remedy: string
}

/** What a step may refer to. */
export interface Around {
  readonly fleet: Fleet
  readonly receivers: readonly string[]
  readonly toleranceMs: number
}

/** A step as the file has it. */
export type Plain = Readonly<Record<string, unknown>>
export const DOCS = 'docs/scenarios.md has every step with an example'

/** Collects what is wrong while a step is read. */
export class Reading {
  readonly faults: Fault[] = []
  readonly #path: readonly PropertyKey[]

  constructor(path: readonly PropertyKey[]) {
    this.#path = path
  }

  fault(path: readonly PropertyKey[], what: string, remedy = DOCS): undefined {
    this.faults.push({ path: [...this.#path, ...path], what, remedy })
    return undefined
  }

  parse<S extends z.ZodType>(schema: S, key: string, plain: Plain): z.output<S> | undefined {
    const parsed = schema.safeParse(plain[key])
    for (const issue of parsed.error?.issues ?? []) {
      this.faults.push(...faultsOf(issue, [...this.#path, key]))
    }
    if (parsed.success) return parsed.data
    // Unknown words left out, the rest is looked at all the same.
    const unknown = parsed.error.issues.filter(({ code }) => code === 'unrecognized_keys')
    const faults = unknown.flatMap((issue) => faultsOf(issue, []))
    return schema.safeParse(without(plain[key], faults)).data
  }

  receivers(ids: readonly string[], path: readonly PropertyKey[], known: readonly string[]): void {
    for (const id of ids) {
      if (!known.includes(id))
        this.fault(path, `no receiver "${id}"`, `there are: ${known.join(', ')}`)
    }
  }

  pick(key: PropertyKey[], which: Which, fleet: Fleet): Picked | undefined {
    try {
      return pick(which, fleet)
    } catch (error) {
      return this.fault(key, messageOf(error), 'docs/scenarios.md says how ids are made')
    }
  }
}

/** As faults at their paths, an unknown key each by itself. */
export function faultsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[]): Fault[] {
  const path = [...base, ...issue.path]
  if (issue.code !== 'unrecognized_keys') {
    return [
      {
        path,
        what: `${path.filter((p) => typeof p === 'string').join('.')}: ${issue.message}`,
        remedy: DOCS,
      },
    ]
  }
  return issue.keys.map((key) => ({
    path: [...path, key],
    what: `unknown word "${key}"`,
    remedy: DOCS,
  }))
}

/** A copy without what is wrong in it. */
export function without(value: unknown, faults: readonly Pick<Fault, 'path'>[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const { path } of faults) {
    const last = path.at(-1)
    const holder = path.slice(0, -1).reduce(inside, copy)
    if (last !== undefined && typeof holder === 'object' && holder !== null) {
      Reflect.deleteProperty(holder, last)
    }
  }
  return copy
}

function inside(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

export type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Without the keys that are there but undefined. */
export function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, one]) => one !== undefined),
  ) as Present<T>
}
