// The clips in the repository are what the plan asks for, small, and different from one look to the next.
import { readdirSync, statSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clipOf, frameOnAir, GOP_FRAMES, GOP_S, loadClips } from './clips.ts'
import { FEED_FAULTS } from './feed-city.ts'

const clips = loadClips()

test('each picture that a fault puts on the air has its clip, and live ones are in both codecs', () => {
  const pictures = FEED_FAULTS.slice(FEED_FAULTS.indexOf('black'))
  for (const name of [...pictures, 'day', 'night', 'infrared', 'quiet', 'rain']) {
    expect(clipOf(clips, name, 'h264')?.codec, name).toBe('h264')
  }
  for (const name of ['day', 'night', 'frozen', 'black-clock']) {
    expect(clipOf(clips, name, 'h265')?.codec, name).toBe('h265')
  }
  expect(clipOf(clips, 'white', 'h265')?.codec).toBe('h264')
})

test('clips are whole groups of pictures that begin with a keyframe and its parameter sets', () => {
  for (const { name, codec, units, parameterSets } of clips.values()) {
    expect(units.length % GOP_FRAMES, name).toBe(0)
    for (const [n, { key }] of units.entries()) expect(key).toBe(n % GOP_FRAMES === 0)
    expect([...parameterSets.keys()]).toEqual(codec === 'h264' ? [7, 8] : [32, 33, 34])
  }
})

test('all clips together are no more than 2 MB', () => {
  const folder = new URL('./clips/', import.meta.url)
  const sizes = readdirSync(folder).map((file) => statSync(new URL(file, folder)).size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(2_000_000)
})

test('keyframes of a long clip that are one to two changes apart are never the same one', () => {
  const changeS = 200
  const keyframeAt = (tick: number): number =>
    Math.floor(frameOnAir(6 * GOP_FRAMES, tick, changeS) / GOP_FRAMES)
  const perSecond = GOP_FRAMES / GOP_S
  const property = fc.property(
    fc.integer({ min: 0, max: 1e9 }),
    fc.integer({ min: (changeS + GOP_S) * perSecond, max: (2 * changeS - GOP_S) * perSecond }),
    (tick, apart) => {
      expect(keyframeAt(tick + apart)).not.toBe(keyframeAt(tick))
    },
  )
  fc.assert(property, { numRuns: 300 })
})

test('a clip runs picture by picture within each group', () => {
  for (const frames of [60, 180]) {
    for (let tick = 1e6; tick < 1e6 + 100; tick++) {
      const now = frameOnAir(frames, tick, 200)
      expect(now).toBeLessThan(frames)
      if ((tick + 1) % GOP_FRAMES !== 0) expect(frameOnAir(frames, tick + 1, 200)).toBe(now + 1)
      else expect(frameOnAir(frames, tick + 1, 200) % GOP_FRAMES).toBe(0)
    }
  }
})
