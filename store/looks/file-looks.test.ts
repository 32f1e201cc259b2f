import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLooks } from './file-looks.ts'
import type { LookRow } from './looks.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-looks-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const HOUR = 3_600_000
const DAY = 24 * HOUR
const row = (at: number, found = 'live', cameraId = 'a', published = found): LookRow => ({
  cameraId,
  at,
  found,
  published,
  features: { codec: 'h264', bpp: 0.123456789 },
})
const ALL = { cameras: new Set(['a', 'b']), from: 0, to: 100 * DAY }

test('of a live camera one look an hour is kept, of others every one', async () => {
  const looks = createLooks(folder)
  looks.add([
    row(1),
    row(2),
    row(3, 'black'),
    row(4, 'black'),
    row(5),
    row(HOUR),
    row(HOUR, 'live', 'b', 'black'),
  ])
  await looks.close()
  const { rows } = await createLooks(folder).read(ALL)
  expect(rows.map(({ cameraId, at }) => `${cameraId}${at}`)).toEqual([
    'a1',
    'a3',
    'a4',
    `a${HOUR}`,
    `b${HOUR}`,
  ])
  expect(rows[0]?.features).toEqual({ codec: 'h264', bpp: 0.12346 })
})

test('a question gets only its cameras and its time, over days and starts', async () => {
  for (const day of [0, 1, 2]) {
    const looks = createLooks(folder)
    looks.add([row(day * DAY + 7), row(day * DAY + 8, 'live', 'b')])
    await looks.close()
  }
  const looks = createLooks(folder)
  const { rows } = await looks.read({ cameras: new Set(['b']), from: DAY, to: 3 * DAY })
  expect(rows.map(({ at }) => at)).toEqual([DAY + 8, 2 * DAY + 8])
  expect(await looks.retain(1, 2.5 * DAY)).toBe(1)
  expect(readdirSync(folder)).toHaveLength(2)
  await looks.close()
})

test('foreign lines and a member that was cut off are passed over and counted', async () => {
  const looks = createLooks(folder)
  looks.add([row(1)])
  await looks.close()
  const path = join(folder, '1970-01-01.ndjson.gz')
  appendFileSync(path, gzipSync(`{"c":1}\nno json\n${'x'.repeat(5000)}\n`))
  appendFileSync(path, gzipSync('{"c":"a","t":9,"f":"live","v":{}}\n').subarray(0, 20))
  writeFileSync(join(folder, 'notes.txt'), 'foreign')
  const { rows, unreadable } = await looks.read(ALL)
  expect(rows).toHaveLength(1)
  expect(unreadable).toBe(4)
})

test('a disk that takes nothing is said', async () => {
  writeFileSync(join(folder, 'file'), '')
  const looks = createLooks(join(folder, 'file'))
  looks.add([row(1)])
  await looks.close()
  expect(looks.health()).toMatchObject({ writable: false, dropped: 1 })
  expect((await looks.read(ALL)).rows).toEqual([])
})
