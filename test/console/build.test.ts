import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

// A program as it is deployed: its sources, without the packages that only building needs.
let deployed: string
beforeEach(async () => {
  deployed = await mkdtemp(join(tmpdir(), 'ronda-deployed-'))
  for (const part of ['console', 'texts', 'fleet', 'package.json', 'package-lock.json']) {
    const filter = (source: string): boolean => !source.includes('console/web/dist')
    await cp(join(ROOT, part), join(deployed, part), { recursive: true, filter })
  }
})
afterEach(() => rm(deployed, { recursive: true, force: true }))

function build(): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['console/build.ts'], {
    cwd: deployed,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}

test('without Vite and without a page: one line that says how to mend it, and no failure', () => {
  const { status, said } = build()
  expect(status).toBe(0)
  expect(said).toMatch(
    /^ronda: the page is not built and Vite is not installed.*Remedy: npm ci.*\n$/,
  )
})

test('without Vite and with a page: silent, and the page stays', async () => {
  const page = join(deployed, 'console/web/dist')
  await mkdir(page)
  await writeFile(join(page, 'index.html'), 'the page that was deployed')
  expect(build()).toEqual({ status: 0, said: '' })
  expect(await readFile(join(page, 'index.html'), 'utf8')).toBe('the page that was deployed')
})
