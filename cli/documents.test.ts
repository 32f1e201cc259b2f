import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { MAY_IMPORT } from '../eslint.config.js'

const ROOT = join(import.meta.dirname, '..')
const DOCUMENTS = globSync(['*.md', 'docs/**/*.md'], { cwd: ROOT })
/** Rooms whose places are kept, as ARCHITECTURE.md says. */
const NOT_BUILT = ['alerts', 'dashboards', 'reports', 'hosts', 'infra']
const ROOMS = [...Object.keys(MAY_IMPORT), 'test', 'bench', 'docs', '.ci']
const SOURCES = new Set(
  globSync(`{${ROOMS.join(',')}}/**/*.{ts,tsx,js}`, { cwd: ROOT }).map((file) =>
    file.slice(file.lastIndexOf('/') + 1),
  ),
)

/** Whether what stands in backticks is the name of a file or folder of this repository that is not there. */
function isLost(name: string): boolean {
  const room = ROOMS.find((one) => name.startsWith(`${one}/`))
  if (room !== undefined) {
    // Of `probes/<kind>/<kind>.ts` the folder before the placeholder must be there; of `*/config.ts` nothing is claimed.
    const place = name.includes('<') ? dirname(`${name.split('<', 1)[0]}x`) : name
    return !NOT_BUILT.includes(room) && !existsSync(join(ROOT, place))
  }
  const isSource = /^[\w.-]*\w\.(ts|tsx|js)$/.test(name)
  return isSource && !SOURCES.has(name) && !existsSync(join(ROOT, name))
}

test.each(DOCUMENTS)('%s names only what is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name)
  expect(named.filter(isLost)).toEqual([])
})

test.each(DOCUMENTS)('%s links only to what is there', (document) => {
  const text = readFileSync(join(ROOT, document), 'utf8')
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
  const local = links.filter((link) => !/^[a-z]+:/.test(link))
  expect(local.filter((link) => !existsSync(join(ROOT, dirname(document), link)))).toEqual([])
})
