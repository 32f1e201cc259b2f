// suspensions.yaml and maintenance.yaml through `ronda fleet check`, and what docs/estate.md says of them.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadFleet } from '../../fleet/load.ts'
import { plannedKeysAt } from '../../fleet/schema/planned.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { writeEstate } from '../../fleet/write.ts'

const ROOT = join(import.meta.dirname, '../..')
const CASES = join(ROOT, 'test/testdata/fleet')
const page = readFileSync(join(ROOT, 'docs/estate.md'), 'utf8')
const section = page.split(/^## /m).find((text) => text.startsWith('suspensions.yaml')) ?? ''

function check(...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'cli/ronda.js'), 'fleet', 'check', ...words],
    { encoding: 'utf8', timeout: 30_000, maxBuffer: 64 * 1024 * 1024 },
  )
  return { status, stdout, stderr }
}

function folder(): string {
  const dir = mkdtempSync(join(tmpdir(), 'ronda-planned-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  return dir
}

test('bad files: every problem with its file and line, exit 2', () => {
  const fixture = join(CASES, 'planned-bad')
  const { status, stdout, stderr } = check(join(fixture, 'estate'))
  expect(status).toBe(2)
  expect(stdout).toBe(readFileSync(join(fixture, 'expected.txt'), 'utf8'))
  expect(stderr).toMatch(/^36 problems in /)
})

test('sound files are counted, and what is over is warned of', () => {
  const dir = join(CASES, 'sound-planned/estate')
  const plain = check(dir)
  expect(plain.status).toBe(0)
  expect(plain.stdout).toMatch(/planned +5 +\(2 suspensions, 3 maintenance\)/)
  expect(plain.stdout).toMatch(
    /^warning: suspensions\.yaml:6: suspension "letter-445" is already over; /m,
  )
  expect(JSON.parse(check(dir, '--json').stdout)).toMatchObject({
    ok: true,
    planned: { suspensions: 2, maintenance: 3 },
  })
})

test('a city with 4,470 ids in a list, and one line of it wrong', async () => {
  const dir = folder()
  const city = synthesizeFleet({ seed: 5 })
  await writeEstate(city, dir)
  const ids = city.cameras.slice(0, 4470).map(({ id }) => id as string)
  const record = (list: string): string =>
    `- { id: letter, reason: r, owner: ${city.owners[0]?.id}, from: 2026-01-01, until: 2026-12-31, list: ${list} }\n`
  writeFileSync(join(dir, 'suspensions.yaml'), record('cameras-off.csv'))
  writeFileSync(join(dir, 'cameras-off.csv'), `id,name\n${ids.join(',x\n')}\n`)
  const loaded = await loadFleet(dir, Date.parse('2026-06-01Z'))
  expect('fleet' in loaded && loaded.fleet.planned[0]?.scope.targets).toEqual(ids)
  ids[4000] = `${ids[4000]}-x`
  writeFileSync(join(dir, 'cameras-off.csv'), `id,name\n${ids.join(',x\n')}\n`)
  const { status, stdout } = check(dir)
  expect(status).toBe(2)
  expect(stdout).toMatch(/^cameras-off\.csv:4002: target "[^"]+-x" does not exist; did you mean /)
})

test('docs/estate.md names every key, and its examples load', async () => {
  const told = (section.match(/^\| `.*$/gm) ?? []).flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, key = '']) => key),
  )
  expect(told.sort()).toEqual([...plannedKeysAt('maintenance', '')].sort())
  for (const key of [...plannedKeysAt('maintenance', 'where'), 'days', 'from', 'to', 'timezone']) {
    expect(section).toContain(`\`${key}\``)
  }
  const dir = folder()
  cpSync(join(CASES, 'sound/estate'), dir, { recursive: true })
  writeFileSync(join(dir, 'letter-445.csv'), 'id;name\nc2;Crossing\n')
  for (const [, text = ''] of section.matchAll(/```yaml\n([\s\S]*?)```/g)) {
    const file = /^# (\S+)/.exec(text)?.[1] ?? ''
    const here = text
      .replaceAll('diskominfo', 'city')
      .replaceAll('tembalang.bulusan', 'bulusan')
      .replaceAll('cam-00001', 'c1')
      .replaceAll('nusa-1', 'isp1')
    writeFileSync(join(dir, file), here)
  }
  const loaded = await loadFleet(dir)
  expect('problems' in loaded ? loaded.problems : loaded.fleet.planned.map(({ id }) => id)).toEqual(
    ['nightly-backup', 'letter-445', 'road-works'],
  )
})
