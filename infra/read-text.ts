// Reads a file that a person wrote, and never one that is none: a folder, a pipe, a disk image by mistake.
import { readFileSync, statSync } from 'node:fs'

const MOST_BYTES = 1_000_000

export type ReadText =
  | { readonly text: string }
  | { readonly isMissing: boolean; readonly what: string; readonly remedy: string }

const WHY: Readonly<Record<string, readonly [what: string, remedy: string]>> = {
  ENOTDIR: ['a part of its path is no folder', 'mend the path'],
  EACCES: ['may not be read by you', 'mend its permissions (chmod, chown)'],
  ELOOP: ['is a symbolic link that leads to itself', 'remove the link and put the file there'],
}

/** At most 1 MB. Never throws; says what is in the way, and how to mend it. */
export function readText(path: string): ReadText {
  const refuse = (what: string, remedy: string) => ({ isMissing: false, what, remedy })
  try {
    const stat = statSync(path)
    if (stat.isDirectory()) return refuse('is a folder', 'name the file in it')
    if (!stat.isFile()) return refuse('is no file', 'name a file')
    if (stat.size > MOST_BYTES) {
      const megabytes = (stat.size / 1e6).toFixed(0)
      return refuse(`has ${megabytes} MB, and 1 is the most`, 'name the right file')
    }
    return { text: readFileSync(path, 'utf8') }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { isMissing: true, what: 'is missing', remedy: 'write it' }
    const [what, remedy] = WHY[code] ?? [`cannot be read (${code})`, 'look at the disk']
    return refuse(what, remedy)
  }
}
