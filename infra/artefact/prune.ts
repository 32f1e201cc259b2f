// Takes out of installed packages what no program reads: their own tests, documents, types and source maps.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Beside a package's package.json. Deeper ones may be code: `yaml/dist/doc` is. */
const FOLDERS = new Set([
  ...['test', 'tests', '__tests__', 'benchmark', 'benchmarks'],
  ...['doc', 'docs', 'example', 'examples', '.github'],
])
/** Below `src`, which packages carry for their source maps. */
const IN_SOURCES = new Set(['test', 'tests', '__tests__', 'benchmarks'])
const FILES = /\.(d\.[cm]?ts|map)$|\.(test|spec)\.[cm]?[jt]s$/

/** Below `modules`, a node_modules. Folders that a package.json itself leads into stay, and so do licences. */
export function pruneModules(modules: string): void {
  for (const { name, path } of foldersIn(modules)) {
    if (name === '.bin') continue
    if (name.startsWith('@')) pruneModules(path)
    else prunePackage(path)
  }
}

function prunePackage(folder: string): void {
  const told = existsSync(join(folder, 'package.json'))
    ? readFileSync(join(folder, 'package.json'), 'utf8')
    : ''
  const { main, exports, bin, imports } = JSON.parse(told || '{}') as Readonly<
    Record<string, unknown>
  >
  const entries = JSON.stringify([main, exports, bin, imports])
  for (const { name, path } of foldersIn(folder)) {
    const isEntry = entries.includes(`"${name}/`) || entries.includes(`"./${name}/`)
    if (name === 'node_modules') pruneModules(path)
    else if (FOLDERS.has(name) && !isEntry) rmSync(path, { recursive: true })
    else pruneFolder(path, name === 'src')
  }
  pruneFiles(folder)
}

function pruneFolder(folder: string, isSource: boolean): void {
  for (const { name, path } of foldersIn(folder)) {
    if (isSource && IN_SOURCES.has(name)) rmSync(path, { recursive: true })
    else pruneFolder(path, isSource)
  }
  pruneFiles(folder)
}

function pruneFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isFile() && FILES.test(entry.name)) rmSync(join(folder, entry.name))
  }
}

function foldersIn(folder: string): { readonly name: string; readonly path: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, path: join(folder, name) }))
}
