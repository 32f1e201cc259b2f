// Makes a folder and those above it, where they are not there yet.
import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * One level at a time, each with `mode` (octal permissions): Node's own way never returns where a folder can be seen but
 * not made in (/proc), and says ENOENT of a read-only disk. Throws the system's error; EEXIST where a file is in the way.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (isFolder(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above, mode)
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Somebody else may have made it since it was looked for.
    if (!isFolder(folder)) throw error
  }
}

/** What cannot be looked at is taken for missing: making it then says why. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}
