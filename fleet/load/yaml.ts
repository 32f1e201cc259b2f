// Reads one YAML file into cells with the line of every key. All scalars stay text, as in CSV: `id: 012` is "012".
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Problem } from '../problem.ts'
import type { Cells } from '../schema/kind.ts'
import { type Sink, splitList } from './csv.ts'
import { LIMITS } from './limits.ts'

type Value = string | readonly string[] | { readonly [key: string]: Value }

/** Hands every record of a list on to `sink`. */
export function readYamlRecords(file: string, text: string, sink: Sink, problems: Problem[]): void {
  const reader = openYaml(file, text, problems)
  if (!reader) {
    sink.lost()
    return
  }
  const { contents } = reader.document
  if (!isSeq(contents)) {
    sink.lost()
    reader.problem(contents, 'not a list of records', 'write each record as "- id: ..."')
    return
  }
  for (const item of contents.items) {
    if (sink.full) return
    if (!isMap(item)) {
      sink.lost()
      reader.problem(item, 'not a record', 'write it as "- id: ..." with one key on each line')
      continue
    }
    const keyLines = new Map<string, number>()
    const cells = mapOf(item, reader, keyLines, sink.lists, '')
    const line = reader.lineOf(item)
    if (cells) sink.record(cells as Cells, line, keyLines)
    else sink.lost()
  }
}

/** Keys and values of fleet.yaml, and the line of each key (`intervals.nvr` for one inside another). */
export function readYamlSettings(
  file: string,
  text: string,
  problems: Problem[],
): { readonly cells: unknown; readonly keyLines: ReadonlyMap<string, number> } | undefined {
  const reader = openYaml(file, text, problems)
  if (!reader) return undefined
  const { contents } = reader.document
  const keyLines = new Map<string, number>()
  if (!isMap(contents)) {
    reader.problem(contents, 'not a map', 'write it as "city: NAME" and so on')
    return undefined
  }
  const cells = mapOf(contents, reader, keyLines, new Set(['anchors']), '')
  return cells && { cells, keyLines }
}

interface Reader {
  readonly document: Document.Parsed
  lineOf(node: unknown): number
  problem(node: unknown, what: string, remedy: string): void
}

function openYaml(file: string, text: string, problems: Problem[]): Reader | undefined {
  const lineCounter = new LineCounter()
  const lineAt = (offset: number): number => Math.max(1, lineCounter.linePos(offset).line)
  // Without pretty errors, which quote the source and so might print a secret.
  const document = tryParse(text, lineCounter)
  const faults = document ? [...document.errors, ...document.warnings] : []
  for (const error of faults) {
    problems.push({ file, line: lineAt(error.pos[0]), ...explain(error) })
  }
  if (!document) {
    const what = 'YAML nested too deep'
    problems.push({ file, line: 0, what, remedy: 'write a list of flat records' })
  }
  if (!document || faults.length > 0) return undefined
  const lineOf = (node: unknown): number => lineAt(rangeOf(node)?.[0] ?? 0)
  return {
    document,
    lineOf,
    problem(node, what, remedy) {
      problems.push({ file, line: lineOf(node), what, remedy })
    },
  }
}

/** Undefined where lists and maps are nested too deep: the parser would spend hundreds of bytes on every bracket. */
function tryParse(text: string, lineCounter: LineCounter): Document.Parsed | undefined {
  if (flowDepth(text) > LIMITS.depth || NESTED_BLOCKS.test(text)) return undefined
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      schema: 'failsafe',
      // Its own search for twins takes the square of the number of keys; `mapOf` looks for them.
      uniqueKeys: false,
    })
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** `- - - -`: one list in another on one line. */
const NESTED_BLOCKS = new RegExp(`(?:[-?:][ \\t]+){${LIMITS.depth}}`)

/** The deepest nesting of brackets, those in quoted text included. */
function flowDepth(text: string): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at]
    if (letter === '[' || letter === '{') deepest = Math.max(deepest, ++depth)
    else if (letter === ']' || letter === '}') depth = Math.max(0, depth - 1)
  }
  return deepest
}

/** A map's cells; undefined, with its problems said, where one of them is not text, a list or a flat map. */
function mapOf(
  map: YAMLMap,
  reader: Reader,
  keyLines: Map<string, number>,
  lists: ReadonlySet<string>,
  prefix: string,
): Record<string, Value> | undefined {
  if (map.items.length > LIMITS.keys) {
    reader.problem(map, `more than ${LIMITS.keys} keys`, 'write one record for each thing')
    return undefined
  }
  const cells: Record<string, Value> = Object.create(null) as Record<string, Value>
  let sound = true
  for (const { key, value } of map.items as Pair[]) {
    if (!isScalar(key)) {
      reader.problem(key, 'a key that is not text', 'write keys as plain words')
      sound = false
      continue
    }
    const name = String(key.value)
    if (keyLines.has(prefix + name)) {
      reader.problem(key, 'the same key twice', 'remove one of them')
      sound = false
    }
    keyLines.set(prefix + name, reader.lineOf(key))
    if (isMap(value) && prefix === '') {
      const inner = mapOf(value, reader, keyLines, lists, `${name}.`)
      if (inner) cells[name] = inner
      else sound = false
      continue
    }
    if (isSeq(value)) {
      for (const [n, item] of value.items.slice(0, LIMITS.itemLines).entries()) {
        keyLines.set(`${prefix}${name}[${n}]`, reader.lineOf(item))
      }
    }
    const cell = cellOf(value, lists.has(prefix + name), reader)
    if (cell === undefined) sound = false
    else if (cell !== '') cells[name] = cell
  }
  return sound ? cells : undefined
}

/** Text, or a list; empty for nothing written; undefined, with its problem said, for anything else. */
function cellOf(value: unknown, list: boolean, reader: Reader): string | string[] | undefined {
  if (value === null) return ''
  if (isAlias(value)) {
    reader.problem(value, 'an alias (*name)', 'write the value itself')
    return undefined
  }
  if (isSeq(value)) {
    const items = value.items.map((item) => cellOf(item, false, reader))
    const texts = items.filter((item) => typeof item === 'string')
    return texts.length === items.length ? texts : undefined
  }
  if (!isScalar(value)) {
    reader.problem(value, 'a map where a value is wanted', 'write a single value')
    return undefined
  }
  const text = value.type === 'PLAIN' && value.source === '~' ? '' : String(value.value)
  if (text.length > LIMITS.cell) {
    reader.problem(value, `a value longer than ${LIMITS.cell} characters`, 'shorten it')
    return undefined
  }
  return list && text !== '' ? splitList(text) : text
}

function rangeOf(node: unknown): readonly number[] | undefined {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
    ? node.range
    : undefined
}

const EXPLAINED: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  BAD_ALIAS: ['an alias (*name)', 'write the value itself'],
  BAD_INDENT: ['wrong indentation', 'indent with spaces, the same for every key of a record'],
  TAB_AS_INDENT: ['a tab as indentation', 'indent with spaces'],
  MULTIPLE_DOCS: ['more than one YAML document', 'keep one document in a file'],
  MISSING_CHAR: ['a quote, bracket or colon that is missing', 'add it'],
  TAG_RESOLVE_FAILED: ['an unknown tag (!name)', 'remove it'],
  RESOURCE_EXHAUSTION: ['YAML nested too deep', 'write a list of flat records'],
}

/** The parser's own messages may quote the source, and so a secret: only their code is used. */
function explain(error: YAMLError): { readonly what: string; readonly remedy: string } {
  const [what, remedy] = EXPLAINED[error.code] ?? [
    `not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
    'check colons, quotes and indentation',
  ]
  return { what, remedy }
}
