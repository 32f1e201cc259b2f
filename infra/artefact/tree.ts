// Which files of this repository a worker needs: what the program runs and reads, and nothing that only builds or proves it.
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folders and files of the repository that are packed. */
export const PACKED = [
  'LICENSE',
  'alerts',
  'city',
  'cli',
  'console',
  'dashboards',
  'docs/runbook.md',
  'fleet',
  'hosts',
  'incidents',
  'package-lock.json',
  'package.json',
  'probes',
  'reports',
  'store',
  'texts',
] as const
/** Parts of those that only build or prove; the page is packed as it is built. */
const LEFT_OUT =
  /(^|\/)(testdata|node_modules)(\/|$)|\.test\.tsx?$|\.tsx$|^console\/web\/(public|style)\/|(^|\/)\.(?!stamp$)/

/** Paths relative to `root`, sorted, `/` between; those of `PACKED` that are not there are left out. */
export function listTree(root: string): string[] {
  return PACKED.flatMap((path) => listUnder(root, path)).sort()
}

/** The first 12 hex digits of the SHA-256 over names and contents: names a tree that has no commit. */
export function hashTree(root: string, files: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex').slice(0, 12)
}

function listUnder(root: string, path: string): string[] {
  const at = join(root, path)
  if (LEFT_OUT.test(path) || !existsSync(at)) return []
  if (!lstatSync(at).isDirectory()) return [path]
  return readdirSync(at).flatMap((name) => listUnder(root, `${path}/${name}`))
}
