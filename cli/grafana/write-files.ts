// Puts files into a folder that others use too: whole or not at all, and never over what a person wrote there.
import { createHash } from 'node:crypto'
import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, isAbsolute, join, normalize } from 'node:path'
import type { ProvisionFile } from '../../dashboards/provision/model.ts'
import { messageOf, RondaError } from '../../fleet/error.ts'

/** Of files that we wrote: path to SHA-256 of the text. */
export const LIST_FILE = 'ronda-files.json'

export interface Written {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  /** A person changed or made them: they are left as they are. */
  readonly left: readonly string[]
  /** Those among them that we never wrote. */
  readonly notOurs: readonly string[]
}

type Listed = Readonly<Record<string, string>>

/** Throws RND_USAGE where `dir` cannot be written or its list cannot be read. */
export function writeFiles(
  dir: string,
  files: readonly ProvisionFile[],
  overwrite: boolean,
): Written {
  checkFolder(dir)
  const before = readList(dir)
  const after: Record<string, string> = {}
  const written: string[] = []
  const unchanged: string[] = []
  const left: string[] = []
  try {
    for (const { path, text } of files) {
      const there = textAt(join(dir, path))
      const isTheirs = there !== undefined && there !== text && hashOf(there) !== before[path]
      if (isTheirs && !overwrite) {
        left.push(path)
        if (before[path] !== undefined) after[path] = before[path]
        continue
      }
      if (there === text) unchanged.push(path)
      else {
        writeWhole(join(dir, path), text)
        written.push(path)
      }
      after[path] = hashOf(text)
    }
    const removed = removeOld(dir, { before, after, left, overwrite })
    writeList(dir, before, after)
    const notOurs = left.filter((path) => before[path] === undefined)
    return { written, unchanged, removed, left, notOurs }
  } catch (cause) {
    throw cannot(dir, messageOf(cause), cause)
  }
}

function removeOld(
  dir: string,
  lists: {
    readonly before: Listed
    readonly after: Record<string, string>
    readonly left: string[]
    readonly overwrite: boolean
  },
): string[] {
  const { before, after, left, overwrite } = lists
  const removed: string[] = []
  for (const [path, hash] of Object.entries(before)) {
    if (after[path] !== undefined || left.includes(path)) continue
    const there = textAt(join(dir, path))
    if (there === undefined) continue
    if (hashOf(there) === hash || overwrite) {
      rmSync(join(dir, path))
      removed.push(path)
    } else {
      left.push(path)
      after[path] = hash
    }
  }
  return removed
}

function checkFolder(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true })
  } catch (cause) {
    const isFile = statSync(dir, { throwIfNoEntry: false })?.isDirectory() === false
    throw cannot(dir, isFile ? 'it is a file' : messageOf(cause), cause)
  }
  try {
    accessSync(dir, constants.W_OK | constants.X_OK)
  } catch (cause) {
    throw cannot(dir, 'this user may not write there', cause)
  }
}

function readList(dir: string): Listed {
  const text = textAt(join(dir, LIST_FILE))
  if (text === undefined) return {}
  try {
    const { files } = JSON.parse(text) as { readonly files: unknown }
    const entries = Object.entries(files as object)
    if (entries.every(([path, hash]) => isInside(path) && typeof hash === 'string'))
      return Object.fromEntries(entries) as Listed
  } catch {
    // Said below.
  }
  throw new RondaError('RND_USAGE', `${join(dir, LIST_FILE)} is not the list that Ronda wrote`, {
    remedy: 'remove it; files that stand there already then count as written by a person',
  })
}

function writeList(dir: string, before: Listed, after: Listed): void {
  const sorted = Object.fromEntries(Object.entries(after).sort(([a], [b]) => (a < b ? -1 : 1)))
  const text = `${JSON.stringify({ files: sorted }, null, 2)}\n`
  if (JSON.stringify(before) === JSON.stringify(sorted)) return
  writeWhole(join(dir, LIST_FILE), text)
}

/** Nobody ever reads half of it: Grafana looks into the folder while it runs. Its name is none that Grafana reads. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  const half = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(half, text)
    renameSync(half, path)
  } catch (error) {
    rmSync(half, { force: true })
    throw error
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function isInside(path: string): boolean {
  return !isAbsolute(path) && normalize(path) === path && !path.startsWith('..')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function cannot(dir: string, why: string, cause: unknown): RondaError {
  return new RondaError('RND_USAGE', `cannot write to ${dir}: ${why}`, {
    remedy: 'name a folder that this user may write to: --out DIR',
    cause,
  })
}
