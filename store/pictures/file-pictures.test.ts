import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createPictures } from './file-pictures.ts'
import { shardOf } from './picture-name.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-pictures-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const picture = (at: number, byte = 1, cameraId = 'cam.1', kind: 'good' | 'bad' = 'bad') => ({
  cameraId,
  kind,
  at,
  condition: 'black',
  jpeg: Uint8Array.of(0xff, 0xd8, byte),
})

test('the newest good and the newest bad one of a camera are there again, and nobody else can read them', async () => {
  const shelf = createPictures(join(folder, 'shelf'))
  shelf.keep(picture(1, 1))
  shelf.keep(picture(2, 2))
  shelf.keep(picture(3, 3, 'cam.1', 'good'))
  shelf.keep(picture(4, 4, 'cam.1.bad'))
  await shelf.close()
  const again = createPictures(join(folder, 'shelf'))
  const bad = await again.latest('cam.1', 'bad')
  expect(bad).toMatchObject({ cameraId: 'cam.1', kind: 'bad', at: 2, condition: 'black' })
  expect([...(bad?.jpeg ?? [])]).toEqual([0xff, 0xd8, 2])
  expect(await again.latest('cam.1', 'good')).toMatchObject({ at: 3 })
  expect(await again.latest('cam.2', 'good')).toBeUndefined()
  const shard = join(folder, 'shelf', shardOf('cam.1'))
  expect(readdirSync(shard).filter((file) => file.startsWith('cam.1.bad.2.'))).toHaveLength(1)
  expect(statSync(shard).mode & 0o777).toBe(0o700)
  expect(statSync(join(shard, 'cam.1.bad.2.black.jpg')).mode & 0o777).toBe(0o600)
})

test('what is older than its retention goes, and halves of a killed write too', async () => {
  const shelf = createPictures(folder)
  const day = 86_400_000
  shelf.keep(picture(day))
  shelf.keep(picture(9 * day, 1, 'cam-2'))
  await shelf.close()
  writeFileSync(join(folder, shardOf('cam.1'), 'cam.1.bad.5.black.jpg.part'), 'half')
  expect(await shelf.retain(5, 10 * day)).toBe(2)
  expect(await shelf.latest('cam.1', 'bad')).toBeUndefined()
  expect(await shelf.latest('cam-2', 'bad')).toMatchObject({ at: 9 * day })
})

test('a disk that takes nothing is said, and works again by itself', async () => {
  writeFileSync(join(folder, 'file'), '')
  let now = 5
  const shelf = createPictures(join(folder, 'file', 'in'), () => now)
  shelf.keep(picture(1))
  await shelf.close()
  now = 9
  shelf.keep(picture(2))
  await shelf.close()
  expect(shelf.health()).toMatchObject({ writable: false, failingSince: 5, dropped: 2 })
  rmSync(join(folder, 'file'))
  shelf.keep(picture(3))
  await shelf.close()
  expect(shelf.health()).toEqual({ writable: true, dropped: 2, waiting: 0 })
})

test('no more than 500 wait', async () => {
  const shelf = createPictures(folder)
  for (let at = 0; at < 700; at++) shelf.keep(picture(at))
  expect(shelf.health().dropped).toBeGreaterThanOrEqual(199)
  expect(shelf.health().waiting).toBeLessThanOrEqual(500)
  await shelf.close()
})

test('what the picture round remembers is kept as it is', async () => {
  const shelf = createPictures(folder)
  expect(await shelf.memory()).toBeUndefined()
  shelf.keepMemory(Uint8Array.of(1, 2, 3))
  await shelf.close()
  expect([...((await shelf.memory()) ?? [])]).toEqual([1, 2, 3])
})
