// The estate while it is read: records in place, and every id that was declared, sound or not.
import type { z } from 'zod'
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import type { Cells, Kind } from '../schema/kind.ts'
import { KIND_NAMES, KINDS, type KindName } from '../schema/kinds.ts'
import { INTERVAL_KEYS, readSettings, SETTINGS_KEYS, type Settings } from '../schema/settings.ts'
import { readCsv, type Sink } from './csv.ts'
import { type RecordsFile, readText } from './files.ts'
import { problemsOf, type Wording } from './issues.ts'
import { LIMITS } from './limits.ts'
import { type Place, type Placed, problemAt, where } from './place.ts'
import { readYamlRecords, readYamlSettings } from './yaml.ts'

type RecordOf<K extends KindName> = (typeof KINDS)[K] extends Kind<infer T> ? T : never

/** An id as it was first written, even in a record that was refused: what refers to it is not at fault. */
export interface Declared extends Place {
  readonly kind: KindName
}

/** What can still be judged of a record that was refused: its sound cells. */
export type Salvage = Partial<
  Record<
    'id' | 'owner' | 'area' | 'parent' | 'uplink' | 'nvr' | 'address' | 'slot' | 'slots',
    string
  >
>

export type Draft = { readonly [K in KindName]: Placed<RecordOf<K>>[] } & {
  settings: { readonly value: Settings; readonly place: Place } | undefined
  readonly declared: Map<string, Declared>
  readonly texts: Map<string, string>
  readonly refused: Readonly<Record<KindName, Placed<Salvage>[]>>
  /** Kinds of which some record could not be read at all. */
  readonly incomplete: Set<KindName>
  records: number
  /** There was too much of something: the rest was not read. */
  stopped: boolean
}

export function emptyDraft(): Draft {
  return {
    settings: undefined,
    declared: new Map(),
    texts: new Map(),
    refused: { areas: [], owners: [], nodes: [], uplinks: [], nvrs: [], cameras: [], portals: [] },
    incomplete: new Set(),
    records: 0,
    stopped: false,
    areas: [],
    owners: [],
    nodes: [],
    uplinks: [],
    nvrs: [],
    cameras: [],
    portals: [],
  }
}

/** Reads one file into the draft. */
export async function readInto(
  draft: Draft,
  dir: string,
  entry: RecordsFile,
  problems: Problem[],
): Promise<void> {
  if (draft.stopped) return
  const text = await readText(dir, entry, problems)
  if (text === undefined) {
    if (entry.holds !== 'settings') draft.incomplete.add(entry.holds)
    return
  }
  if (entry.holds === 'settings') readSettingsInto(draft, entry.file, text, problems)
  else readRecordsInto(draft, entry.holds, entry, text, problems)
}

function readSettingsInto(draft: Draft, file: string, text: string, problems: Problem[]): void {
  const yaml = readYamlSettings(file, text, problems)
  if (!yaml) return
  const place: Place = { file, line: 1, keyLines: yaml.keyLines }
  const read = readSettings(yaml.cells)
  if ('value' in read) draft.settings = { value: read.value, place }
  else problems.push(...problemsOf(read.issues, place, 'key', settingsKeysAt))
}

function readRecordsInto<K extends KindName>(
  draft: Draft,
  name: K,
  { file, format }: RecordsFile,
  text: string,
  problems: Problem[],
): void {
  const kind: Kind<unknown> = KINDS[name]
  const records = draft[name] as Placed<unknown>[]
  const wording: Wording = format === 'csv' ? 'column' : 'key'
  const count = (line: number): void => countRecord(draft, { file, line }, problems)
  const sink: Sink = {
    columns: kind.columns,
    required: kind.required,
    lists: kind.lists,
    keep: (column, cell) => (DISTINCT.has(column) ? cell : share(draft.texts, cell)),
    get full() {
      return draft.stopped
    },
    lost() {
      draft.incomplete.add(name)
      count(0)
    },
    record(cells, line, keyLines) {
      const place: Place = keyLines ? { file, line, keyLines } : { file, line }
      const read = kind.read(cells)
      if ('value' in read) {
        const record: Placed<unknown> = { ...place, kind: name, value: read.value }
        records.push(record)
        declare(draft, cells, record, problems)
      } else {
        const record = { ...place, kind: name, value: salvage(cells, read.issues) }
        draft.refused[name].push(record)
        declare(draft, cells, record, problems)
        problems.push(...problemsOf(read.issues, place, wording, () => kind.columns))
      }
      count(line)
    },
  }
  if (format === 'csv') readCsv(file, text, sink, problems)
  else readYamlRecords(file, text, sink, problems)
}

/** One more; where that is too many, or there are too many problems, nothing more is read. */
export function countRecord(draft: Draft, { file, line }: Place, problems: Problem[]): void {
  draft.records++
  const over = overflow(draft.records, problems.length)
  if (over === undefined || draft.stopped) return
  draft.stopped = true
  const remedy = 'mend what is said here first; the rest was not read'
  problems.push({ file, line, what: over, remedy })
}

function declare(draft: Draft, { id }: Cells, place: Declared, problems: Problem[]): void {
  if (typeof id !== 'string') return
  const first = draft.declared.get(id)
  if (!first) {
    draft.declared.set(id, place)
    return
  }
  const what = `id ${shown(id)} is taken by ${article(first.kind)} (${where(first)})`
  problems.push(problemAt(place, what, 'give one of them another id', 'id'))
}

function overflow(records: number, problems: number): string | undefined {
  if (records > LIMITS.records) return `more than ${LIMITS.records.toLocaleString('en')} records`
  if (problems < LIMITS.problems) return undefined
  return `more than ${LIMITS.problems.toLocaleString('en')} problems`
}

function settingsKeysAt(path: string): readonly string[] {
  return path === 'intervals' ? INTERVAL_KEYS : SETTINGS_KEYS
}

function salvage(cells: Cells, issues: readonly z.core.$ZodIssue[]): Salvage {
  const bad = new Set(issues.map(({ path }) => path[0]))
  return Object.fromEntries(
    Object.entries(cells).filter(([key, cell]) => typeof cell === 'string' && !bad.has(key)),
  )
}

/** Columns in which hardly any text comes twice. */
const DISTINCT: ReadonlySet<string> = new Set(['id', 'name', 'address', 'nvr'])

function share(texts: Map<string, string>, text: string): string {
  const kept = texts.get(text)
  if (kept !== undefined) return kept
  texts.set(text, text)
  return text
}

/** `an NVR`, `a node`. */
export function article(kind: KindName): string {
  const { noun } = KINDS[kind]
  return `${/^[aeiou]|^NVR/.test(noun) ? 'an' : 'a'} ${noun}`
}

/** Targets of all kinds that were declared. */
export function targetCount(draft: Draft): number {
  return KIND_NAMES.filter((name) => name !== 'areas' && name !== 'owners').reduce(
    (sum, name) => sum + draft[name].length,
    0,
  )
}
