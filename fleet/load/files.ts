// Which files of an estate folder hold what, and their text.
import type { Dirent } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../problem.ts'
import { shown } from '../schema/fault.ts'
import { KIND_NAMES, type KindName } from '../schema/kinds.ts'
import { PLANNED_STEMS, type PlannedStem } from '../schema/planned.ts'
import { didYouMean } from '../suggest.ts'
import { LIMITS } from './limits.ts'

interface File {
  /** Relative to the folder. */
  readonly file: string
  readonly format: 'csv' | 'yaml'
}

/** What there is, and what holds for the estate as a whole. */
export interface RecordsFile extends File {
  readonly holds: KindName | 'settings'
}

/** What is switched off on purpose. */
export interface PlannedFile extends File {
  readonly holds: PlannedStem
}

export type EstateFile = RecordsFile | PlannedFile

const FORMATS: Readonly<Record<string, 'csv' | 'yaml'>> = { csv: 'csv', yaml: 'yaml', yml: 'yaml' }
const PLANNED_NAMES = Object.keys(PLANNED_STEMS) as readonly PlannedStem[]
const STEMS: readonly (KindName | PlannedStem)[] = [...KIND_NAMES, ...PLANNED_NAMES]
const KNOWN_FILES = [
  'fleet.yaml',
  ...KIND_NAMES.flatMap((kind) => [`${kind}.csv`, `${kind}.yaml`]),
  ...PLANNED_NAMES.map((name) => `${name}.yaml`),
]
/** Notes beside the estate are nobody's mistake. */
const NOTES = /\.(md|txt)$/i

export interface Listing {
  readonly files: readonly EstateFile[]
  /** Names of files that are none of ours, unless a suspension or window names one as its list. */
  readonly unknown: readonly string[]
}

/** Lists the folder in stable order. Problems: an unreadable folder, too many files. */
export async function listEstate(dir: string, problems: Problem[]): Promise<Listing> {
  const found: EstateFile[] = []
  const unknown: string[] = []
  for (const entry of await entriesOf(dir, dir, problems)) {
    const stem = STEMS.find((name) => name === entry.name)
    if (await isFolder(dir, entry)) {
      if (stem) await listFolder(dir, stem, { found, unknown }, problems)
      else unknown.push(`${entry.name}/`)
      continue
    }
    const file = classify(entry.name)
    if (file) found.push(file)
    else unknown.push(entry.name)
  }
  if (found.length > LIMITS.files) {
    problems.push({
      file: dir,
      line: 0,
      what: `more than ${LIMITS.files} files`,
      remedy: 'put more records into each',
    })
    return { files: [], unknown }
  }
  return { files: found, unknown }
}

/** The text of a file without a byte order mark and with plain line feeds, or undefined and a problem. */
export async function readText(
  dir: string,
  { file, format, holds }: EstateFile,
  problems: Problem[],
): Promise<string | undefined> {
  const fail = (what: string, remedy: string, line = 0): undefined => {
    problems.push({ file, line, what, remedy })
    return undefined
  }
  const limit =
    holds === 'settings'
      ? LIMITS.settingsBytes
      : format === 'csv'
        ? LIMITS.csvBytes
        : LIMITS.yamlBytes
  try {
    const path = join(dir, file)
    // A pipe would be waited on for ever, so the kind of file is looked at before it is opened.
    if (!(await stat(path)).isFile()) return fail('not a regular file', 'put a file in its place')
    const bytes = await readAtMost(path, limit)
    if (bytes === undefined) {
      const remedy = holds === 'settings' ? 'shorten it' : 'split it over several files'
      return fail(`larger than ${limit / 1024} kB`, remedy)
    }
    return decode(bytes) ?? fail('not UTF-8', 'save it as UTF-8', badLine(bytes))
  } catch (error) {
    return fail(`cannot be read (${codeOf(error)})`, 'check that it exists and may be read')
  }
}

async function readAtMost(path: string, limit: number): Promise<Buffer | undefined> {
  const handle = await open(path)
  try {
    const { size } = await handle.stat()
    return size > limit ? undefined : await handle.readFile()
  } finally {
    await handle.close()
  }
}

function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text
  } catch {
    return undefined
  }
}

/** The line in which the first byte stands that is not UTF-8. */
function badLine(bytes: Buffer): number {
  const before = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? ''
  return before.split(/\r\n?|\n/).length
}

async function entriesOf(dir: string, name: string, problems: Problem[]): Promise<Dirent[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true })
    return entries
      .filter((entry) => !entry.name.startsWith('.') && !NOTES.test(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    const what = `the folder cannot be read (${codeOf(error)})`
    problems.push({ file: name, line: 0, what, remedy: 'check that it exists and may be read' })
    return []
  }
}

async function listFolder(
  dir: string,
  stem: KindName | PlannedStem,
  { found, unknown }: { found: EstateFile[]; unknown: string[] },
  problems: Problem[],
): Promise<void> {
  for (const entry of await entriesOf(join(dir, stem), `${stem}/`, problems)) {
    const file = `${stem}/${entry.name}`
    const format = formatOf(stem, extensionOf(entry.name))
    if (format && !entry.isDirectory()) found.push({ file, holds: stem, format })
    else unknown.push(file)
  }
}

function classify(name: string): EstateFile | undefined {
  const extension = extensionOf(name)
  if (extension === '') return undefined
  const stem = name.slice(0, -extension.length - 1)
  const holds =
    stem === 'fleet'
      ? 'settings'
      : STEMS.find((known) => stem === known || stem.startsWith(`${known}-`))
  const format = holds && formatOf(holds, extension)
  return format && { file: name, holds, format }
}

/** Undefined where such a file cannot hold that: only what is flat fits a table. */
function formatOf(holds: EstateFile['holds'], extension: string): 'csv' | 'yaml' | undefined {
  const format = FORMATS[extension]
  const flat = KIND_NAMES.some((kind) => kind === holds)
  return format === 'csv' && !flat ? undefined : format
}

export function unknownFile(file: string): Problem {
  const planned = PLANNED_NAMES.find((name) => file.startsWith(name))
  const near = didYouMean(file, KNOWN_FILES)
  const nearest = near
    ? `did you mean "${near}"?`
    : `an estate has fleet.yaml and ${KIND_NAMES.join(', ')} as .csv or .yaml`
  return {
    file: shown(file).slice(1, -1),
    line: 0,
    what: 'unknown file',
    remedy: planned
      ? `write ${planned} in ${planned}.yaml; a list of ids is named there as list: FILE`
      : nearest,
  }
}

async function isFolder(dir: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  const target = await stat(join(dir, entry.name)).catch(() => undefined)
  return target?.isDirectory() ?? false
}

function extensionOf(name: string): string {
  return /\.([a-z]+)$/.exec(name)?.[1] ?? ''
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
}
