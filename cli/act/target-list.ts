// Ids of targets from the command's words and from a list, each with the place that it was read at.
import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { messageOf } from '../../fleet/error.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'

const MOST_BYTES = 16_000_000
const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

export interface TargetList {
  /** Each once, in the order of their first mention. */
  readonly ids: readonly string[]
  /** `targets.txt:17`, or the word itself; of the id at this position. */
  placeOf(position: number): string
  readonly problems: readonly string[]
}

/** `file`: one id a line; what follows a comma, a semicolon or a `#` is left out, and so is a head line `id`. */
export function readTargets(words: readonly string[], file: string | undefined): TargetList {
  const places = new Map<string, string>()
  const problems: Problem[] = []
  for (const word of words) {
    if (ID.test(word)) places.set(word, word)
    else problems.push({ file: shown(word), line: 0, what: 'is no id', remedy: REMEDY })
  }
  if (file !== undefined) readList(file, places, problems)
  const ids = [...places.keys()]
  return {
    ids,
    placeOf: (position) => places.get(ids[position] ?? '') ?? '',
    problems: problems.map(formatProblem),
  }
}

const REMEDY = 'write the id of a target as the estate has it'

function readList(path: string, places: Map<string, string>, problems: Problem[]): void {
  const file = basename(path)
  const text = textOf(path, problems)
  if (text === undefined) return
  let found = 0
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const id = (/^[^,;#]*/.exec(line)?.[0] ?? '').trim().replace(/^"(.*)"$/, '$1')
    if (id === '' || (found === 0 && id === 'id')) continue
    found++
    if (!ID.test(id)) {
      problems.push({ file, line: index + 1, what: `${shown(id)} is no id`, remedy: REMEDY })
    } else if (!places.has(id)) places.set(id, `${file}:${index + 1}`)
  }
  if (found === 0) {
    problems.push({ file, line: 0, what: 'has no id in it', remedy: 'write one id a line' })
  }
}

function textOf(path: string, problems: Problem[]): string | undefined {
  const wrong = (what: string, remedy: string): undefined => {
    problems.push({ file: path, line: 0, what, remedy })
    return undefined
  }
  try {
    if (statSync(path).size > MOST_BYTES)
      return wrong('larger than 16 MB', 'that is no list of ids')
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    return wrong(`cannot be read: ${messageOf(error)}`, 'name a file with one id a line')
  }
}

const shown = (text: string): string => `"${text.slice(0, 64).replace(/[\p{Cc}\p{Cf}]/gu, '?')}"`
