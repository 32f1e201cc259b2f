// Turns what a schema refused into problems with a place.
import type { z } from 'zod'
import type { Problem } from '../problem.ts'
import { MISSING, shown, splitFault } from '../schema/fault.ts'
import { didYouMean } from '../suggest.ts'
import { type Place, problemAt } from './place.ts'

/** `column` in a table, `key` in YAML. */
export type Wording = 'column' | 'key'

/** `knownAt` gives the keys that may stand under a path; the empty path is the record itself. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  place: Place,
  wording: Wording,
  knownAt: (path: string) => readonly string[],
): Problem[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = knownAt(issue.path.join('.'))
      return issue.keys.map((key) =>
        unknownKey(key, place, wording, known, [...issue.path, key].join('.')),
      )
    }
    const path = issue.path.filter((part) => typeof part === 'string').join('.')
    if (issue.message === MISSING) return [missing(path, place, wording)]
    const { what, remedy } = splitFault(issue.message)
    const named = path === '' || what.includes(`"${path}"`) ? what : `${path}: ${what}`
    return [problemAt(place, named, remedy, lineKey(issue.path, path, place))]
  })
}

/** Of one value in a list its own line, where that is known. */
function lineKey(path: readonly PropertyKey[], key: string, place: Place): string {
  const position = path.find((part) => typeof part === 'number')
  const own = `${key}[${String(position)}]`
  return place.keyLines?.has(own) ? own : key
}

/** A column or key that no schema knows; `path` is where it stands. */
export function unknownKey(
  name: string,
  place: Place,
  wording: Wording,
  known: readonly string[],
  path = name,
): Problem {
  const near = didYouMean(name, known)
  const remedy = near ? `did you mean "${near}"?` : `known: ${known.join(', ')}`
  return problemAt(place, `unknown ${wording} ${shown(name)}`, remedy, path)
}

function missing(path: string, place: Place, wording: Wording): Problem {
  return wording === 'column'
    ? problemAt(place, `required cell "${path}" is empty`, 'fill it in')
    : problemAt(place, `required key "${path}" is missing`, 'add it')
}
