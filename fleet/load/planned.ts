// Reads suspensions.yaml, maintenance.yaml and the lists of ids that they name.
import { posix } from 'node:path'
import type { Problem } from '../problem.ts'
import { splitFault } from '../schema/fault.ts'
import { id } from '../schema/fields.ts'
import {
  PLANNED_LISTS,
  PLANNED_STEMS,
  type PlannedKind,
  type PlannedRow,
  plannedKeysAt,
  readPlanned,
} from '../schema/planned.ts'
import { countRecord, type Draft } from './draft.ts'
import { type EstateFile, type PlannedFile, readText } from './files.ts'
import { problemsOf } from './issues.ts'
import { LIMITS } from './limits.ts'
import type { Place } from './place.ts'
import { readYamlRecords } from './yaml.ts'

/** An id in a list file. */
export interface ListedId extends Place {
  readonly id: string
}

/** A suspension or window as it was written. */
export interface PlannedDraft {
  readonly kind: PlannedKind
  readonly place: Place
  readonly row: PlannedRow
  /** The ids of its list; absent where that could not be read. */
  readonly listed?: readonly ListedId[]
}

export interface PlannedDrafts {
  readonly records: readonly PlannedDraft[]
  /** Names of the list files. */
  readonly lists: ReadonlySet<string>
}

export function isPlannedFile(entry: EstateFile): entry is PlannedFile {
  return entry.holds in PLANNED_STEMS
}

/** Records count into `draft`, so that all files together have one bound. */
export async function readPlannedFiles(
  draft: Draft,
  dir: string,
  entries: readonly PlannedFile[],
  problems: Problem[],
): Promise<PlannedDrafts> {
  const written: PlannedDraft[] = []
  for (const entry of entries) {
    const text = await readText(dir, entry, problems)
    if (text !== undefined && !isBlank(text)) readRecords(draft, entry, text, written, problems)
  }
  const lists = new Map<string, readonly ListedId[]>()
  const records: PlannedDraft[] = []
  for (const record of written) {
    const { list } = record.row
    if (list === undefined) {
      records.push(record)
      continue
    }
    const file = posix.join(posix.dirname(record.place.file), list)
    const listed = lists.get(file) ?? (await readList(draft, dir, file, problems))
    lists.set(file, listed)
    records.push({ ...record, listed })
  }
  return { records, lists: new Set(lists.keys()) }
}

/** The last suspension was taken out, and its comments left. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#|$)/.test(line))
}

function readRecords(
  draft: Draft,
  { file, holds }: PlannedFile,
  text: string,
  written: PlannedDraft[],
  problems: Problem[],
): void {
  const kind = PLANNED_STEMS[holds]
  readYamlRecords(
    file,
    text,
    {
      columns: [],
      required: [],
      lists: PLANNED_LISTS,
      keep: (_, cell) => cell,
      get full() {
        return draft.stopped
      },
      lost: () => countRecord(draft, { file, line: 0 }, problems),
      record(cells, line, keyLines) {
        const place: Place = keyLines ? { file, line, keyLines } : { file, line }
        const { row, issues } = readPlanned(kind, cells)
        written.push({ kind, place, row })
        problems.push(...problemsOf(issues, place, 'key', (path) => plannedKeysAt(kind, path)))
        countRecord(draft, place, problems)
      },
    },
    problems,
  )
}

/** One id a line: all before the first comma, semicolon or tab, so that a table with the ids in front serves too. */
async function readList(
  draft: Draft,
  dir: string,
  file: string,
  problems: Problem[],
): Promise<readonly ListedId[]> {
  const text = await readText(dir, { file, holds: 'suspensions', format: 'csv' }, problems)
  if (text === undefined) return []
  const found: ListedId[] = []
  for (const [n, written] of text.split('\n').entries()) {
    if (draft.stopped) break
    const first = written.split(/[,;\t]/, 1)[0] ?? ''
    const cell = first.trim().replace(/^"(.*)"$/, '$1')
    const heading = found.length === 0 && cell.toLowerCase() === 'id'
    if (cell === '' || cell.startsWith('#') || heading) continue
    const line = n + 1
    const read = id.safeParse(cell.slice(0, LIMITS.cell))
    if (read.success) found.push({ file, line, id: read.data })
    else problems.push({ file, line, ...splitFault(read.error.issues[0]?.message ?? '') })
    countRecord(draft, { file, line }, problems)
  }
  if (found.length === 0 && text.trim() === '') {
    problems.push({ file, line: 0, what: 'an empty list', remedy: 'write one id on each line' })
  }
  return found
}
