// Which keys of a thing differ, old and new, with nothing secret and nothing endless in what is told.
import { isEmpty, isObject, isSame, type Json, pruned } from './json.ts'
import { ANOTHER, REDACTED } from './thing.ts'

export interface Difference {
  /** `panels[2].title`. */
  readonly key: string
  /** Absent: not there. */
  readonly old?: string
  readonly new?: string
}

const MOST = 20
const LONGEST = 80
/** Letters of what is the same, before what differs. */
const BEFORE = 20
/** A person may write a secret where none of ours is. */
const SECRET_KEY = /pass|token|secret|credential|authori[sz]ation|api_?key|headers/i

/**
 * From `found` to `wanted`, at most 20 and a count of the rest. `loose`: keys that only `found` has are Grafana's own,
 * except in lists.
 */
export function differences(
  found: Json,
  wanted: Json,
  loose = false,
): { readonly list: readonly Difference[]; readonly more: number } {
  const all: Difference[] = []
  walk(pruned(found), pruned(wanted), '', { loose, all })
  return { list: all.slice(0, MOST), more: Math.max(0, all.length - MOST) }
}

interface Walk {
  readonly loose: boolean
  readonly all: Difference[]
}

function walk(found: Json | undefined, wanted: Json | undefined, key: string, walked: Walk): void {
  const { loose, all } = walked
  if (found !== undefined && wanted !== undefined) {
    if (isSame(found, wanted)) return
    if (isObject(found) && isObject(wanted)) {
      const keys = new Set([...Object.keys(wanted), ...(loose ? [] : Object.keys(found))])
      for (const inner of keys) {
        const path = key ? `${key}.${inner}` : inner
        walk(found[inner], wanted[inner], path, walked)
      }
      return
    }
    if (Array.isArray(found) && Array.isArray(wanted)) {
      const [old, now] = [found as readonly Json[], wanted as readonly Json[]]
      for (let i = 0; i < Math.max(old.length, now.length); i++)
        walk(old[i], now[i], `${key}[${i}]`, walked)
      return
    }
  }
  if ((found === undefined || isEmpty(found)) && (wanted === undefined || isEmpty(wanted))) return
  const skip = sharedStart(found, wanted)
  all.push({
    key,
    ...(found === undefined ? {} : { old: shown(found, key, skip) }),
    ...(wanted === undefined ? {} : { new: shown(wanted, key, skip) }),
  })
}

/** Of two long texts, how much to leave out so that where they part is seen. */
function sharedStart(found: Json | undefined, wanted: Json | undefined): number {
  if (typeof found !== 'string' || typeof wanted !== 'string') return 0
  let at = 0
  while (at < found.length && found[at] === wanted[at]) at++
  return at < LONGEST / 2 ? 0 : at - BEFORE
}

function shown(value: Json, key: string, skip: number): string {
  if (value === ANOTHER) return ANOTHER
  if (SECRET_KEY.test(key)) return REDACTED
  const part = typeof value === 'string' && skip > 0 ? `...${value.slice(skip)}` : value
  const text = JSON.stringify(part, (inner, one: unknown) =>
    SECRET_KEY.test(inner) ? REDACTED : one,
  )
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text
}
