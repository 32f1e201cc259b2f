// Builds the page when it is missing or older than its sources; run by npm before every start, silent when idle.
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const DIST = join(ROOT, 'console/web/dist')
const STAMP = join(DIST, '.stamp')
/** What the page is made of. Types it takes from console/api vanish in the build. */
const SOURCES = [
  'console/web',
  'texts',
  'fleet/condition.ts',
  'fleet/feed-condition.ts',
  'fleet/model.ts',
  'fleet/state.ts',
  'fleet/planned/clock.ts',
  'package-lock.json',
]
const NO_SOURCE = /(^|[\\/])(dist|testdata|node_modules)([\\/]|$)|\.test\.tsx?$/

export interface Built {
  /** `missing`: there is no page, and nothing here to build it with. `kept`: there is one, and nothing to build with. */
  readonly result: 'fresh' | 'built' | 'kept' | 'missing'
  readonly ms: number
}

/** Brings console/web/dist up to date. Throws what Vite throws when the sources do not build. */
export async function buildPage(): Promise<Built> {
  const startedAt = performance.now()
  const done = (result: Built['result']): Built => ({ result, ms: performance.now() - startedAt })
  const stamp = await hashSources()
  const there = existsSync(join(DIST, 'index.html'))
  if (there && (await readFile(STAMP, 'utf8').catch(() => '')) === stamp) return done('fresh')
  if (!existsSync(join(ROOT, 'node_modules/vite/package.json'))) {
    return done(there ? 'kept' : 'missing')
  }
  const [{ build }, { default: config }] = await Promise.all([
    import('vite'),
    import('./web/vite.config.ts'),
  ])
  await build({ ...config, configFile: false })
  await mkdir(DIST, { recursive: true })
  await writeFile(STAMP, stamp)
  return done('built')
}

async function hashSources(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(listFiles))).flat().sort()
  const hash = createHash('sha256')
  const contents = await Promise.all(files.map((file) => readFile(join(ROOT, file))))
  files.forEach((file, index) => {
    hash.update(`${file}\0`).update(contents[index] ?? '')
  })
  return hash.digest('hex')
}

async function listFiles(source: string): Promise<string[]> {
  if (/\.\w+$/.test(source)) return existsSync(join(ROOT, source)) ? [source] : []
  const entries = await readdir(join(ROOT, source), { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length))
    .filter((file) => !NO_SOURCE.test(file))
}

async function main(): Promise<void> {
  const { result, ms } = await buildPage()
  if (result === 'built') console.error(`ronda: built the page in ${(ms / 1000).toFixed(1)} s`)
  if (result === 'missing') {
    console.error(
      'ronda: the page is not built and Vite is not installed; the API works without it. Remedy: npm ci, or copy console/web/dist here',
    )
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
