// What suspensions.yaml and maintenance.yaml become, and that nothing in them breaks the loader.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { loadFleet } from '../load.ts'

const CASES = join(import.meta.dirname, '../../test/testdata/fleet')
const ESTATE = {
  'fleet.yaml': 'city: C\ntimezone: Europe/Berlin\n',
  'owners.csv': 'id\ncity\n',
  'portals.csv': 'id,owner,url\nweb,city,https://c.example/\nweb2,city,https://c.example/2\n',
}

function estate(files: Readonly<Record<string, string>>): string {
  const dir = mkdtempSync(join(tmpdir(), 'ronda-estate-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [file, text] of Object.entries({ ...ESTATE, ...files })) {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    writeFileSync(join(dir, file), text)
  }
  return dir
}

async function plannedOf(dir: string) {
  const loaded = await loadFleet(dir, 0)
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems))
  return loaded.fleet.planned
}

test('every form of scope and time', async () => {
  const [nightly, wholeDay, once, letter, query] = await plannedOf(
    join(CASES, 'sound-planned/estate'),
  )
  expect(nightly).toEqual({
    kind: 'maintenance',
    id: 'nightly',
    scope: { targets: ['link'] },
    reason: 'Backups of the relay',
    owner: 'city',
    source: 'file',
    time: {
      type: 'weekly',
      days: [1, 2],
      fromMinute: 1380,
      toMinute: 60,
      timezone: 'Asia/Jakarta',
    },
  })
  expect(wholeDay).toMatchObject({
    scope: { query: { class: ['rt'] } },
    time: { days: [0], fromMinute: 0, toMinute: 0, timezone: 'Asia/Makassar' },
  })
  expect(once).toMatchObject({ time: { type: 'once', from: Date.parse('2026-11-01T01:00Z') } })
  // The first day from its start, the last to its end, by the clock of the city.
  expect(letter).toMatchObject({
    reference: '445/2025',
    scope: { targets: ['c1', 'c2'] },
    from: Date.parse('2025-10-14T00:00+07:00'),
    until: Date.parse('2026-01-01T00:00+07:00'),
  })
  expect(query).toMatchObject({
    scope: {
      targets: ['u2'],
      query: { kind: ['nvr'], area: ['bulusan'], isp: ['nusa'] },
      except: ['c2'],
    },
    from: Date.parse('2026-11-01T08:00+07:00'),
    until: Date.parse('2026-11-30T18:00+08:00'),
  })
})

test('a file of which only comments are left has nothing in it', async () => {
  expect(await plannedOf(estate({ 'suspensions.yaml': '# none now\n\n  # - id: x\n' }))).toEqual([])
})

test('folders and split files; a list lies beside the file that names it', async () => {
  const record = (id: string, more: string): string =>
    `- { id: ${id}, reason: r, owner: city, from: 2026-03-29, until: 2026-03-29, ${more} }\n`
  const dir = estate({
    'suspensions/a.yaml': record('one', 'list: off.csv'),
    'suspensions/off.csv': 'web\n',
    'suspensions-more.yml': record('two', 'targets: web2'),
  })
  const planned = await plannedOf(dir)
  expect(planned.map(({ id, scope }) => [id, scope.targets])).toEqual([
    ['one', ['web']],
    ['two', ['web2']],
  ])
  // That Sunday had 23 hours.
  const [one] = planned
  expect(one?.kind === 'suspension' && one.until - one.from).toBe(23 * 3_600_000)
})

test('loadFleet never throws, whatever stands in them', async () => {
  const key = fc.constantFrom('id', 'reason', 'from', 'until', 'weekly', 'where', 'targets', 'list')
  const inner = fc.constantFrom('days', 'from', 'to', 'kind', 'area', 'isp', 'timezone', 'x')
  const scalar = fc.constantFrom(
    '2026-01-01',
    '2026-13-41',
    'web',
    '[]',
    '[web, [x]]',
    'off.csv',
    '01:00',
    '~',
    '"a b"',
  )
  const map = fc
    .array(fc.tuple(inner, scalar), { maxLength: 3 })
    .map((pairs) => `{ ${pairs.map(([k, v]) => `${k}: ${v}`).join(', ')} }`)
  const record = fc
    .array(fc.tuple(key, fc.oneof(scalar, map)), { minLength: 1, maxLength: 8 })
    .map((pairs) => `- ${pairs.map(([k, v]) => `${k}: ${v}`).join('\n  ')}\n`)
  const dir = estate({ 'off.csv': 'web\n' })
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 3 }), async (records) => {
      writeFileSync(join(dir, 'suspensions.yaml'), records.join(''))
      writeFileSync(join(dir, 'maintenance.yaml'), records.join(''))
      const loaded = await loadFleet(dir)
      expect('problems' in loaded && loaded.problems.length).toBeGreaterThan(0)
    }),
    { numRuns: 40 },
  )
})
