import fc from 'fast-check'
import { expect, test } from 'vitest'
import { thumbOf } from './decoder-thumb.ts'
import { ffmpegArguments } from './ffmpeg-arguments.ts'
import { complaintsIn } from './ffmpeg-complaints.ts'
import { matroskaOf } from './ffmpeg-input.ts'
import { picturesOf } from './ffmpeg-output.ts'
import { passEachOf } from './ffmpeg-program.ts'

test('what is written as Matroska is read again, track by track', () => {
  const batch = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 200 })
  fc.assert(
    fc.property(batch, (datas) => {
      const bytes = Buffer.concat(
        matroskaOf(datas.map((data) => ({ codec: 'h265', data, width: 640, height: 360 }))),
      )
      const pictures = picturesOf(bytes)
      expect(pictures.size).toBe(datas.length)
      expect(
        datas.every((data, i) => Buffer.compare(data, pictures.get(i) ?? new Uint8Array(1)) === 0),
      ).toBe(true)
    }),
    { numRuns: 30 },
  )
})

test('a track with two pictures has none; what is cut off is not there', () => {
  const block = (track: number, value: number) => [0xa3, 0x85, 0x80 | track, 0, 0, 0x80, value]
  const bytes = Uint8Array.from([...block(1, 7), ...block(2, 8), ...block(1, 9), ...block(3, 4)])
  expect([...picturesOf(bytes.subarray(0, -1))]).toEqual([
    [0, undefined],
    [1, Uint8Array.of(8)],
  ])
})

test('any bytes are read to an end', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      expect(picturesOf(bytes).size).toBeLessThanOrEqual(bytes.length)
    }),
  )
})

test('whom the log names, in the words of several versions', () => {
  const { named, unnamed } = complaintsIn(
    [
      '[h264 @ 0x55f46c076ec0] Error splitting the input into NAL units.',
      'Error while decoding stream #0:1: Invalid data found when processing input',
      'Cannot determine format of input stream 0:2 after EOF',
      'pipe:0: corrupt decoded frame in stream 13',
      '[vist#0:4/h264 @ 0x5581] [dec:h264 @ 0x5582] corrupt decoded frame',
      'No information about the input framerate is available. ... for output stream #0:5.',
      '[vost#0:6/rawvideo @ 0x5583] something about an output',
    ].join('\n'),
  )
  expect([...named]).toEqual([1, 2, 13, 4])
  expect(unnamed).toBe(false)
  expect(complaintsIn('corrupt decoded frame somewhere').unnamed).toBe(true)
})

test('a picture with a part that was never decoded is none', () => {
  const bytes = new Uint8Array(64 * 36 * 1.5).fill(128)
  expect(thumbOf(bytes)).toMatchObject({ luma: { length: 2304 }, u: { length: 576 } })
  expect(thumbOf(bytes.subarray(1))).toBeUndefined()
  // Darkest green: no other colour has both so low.
  bytes.fill(54, 2304, 2304 + 576).fill(34, 2304 + 576)
  expect(thumbOf(bytes)).toBeDefined()
  bytes[2304 + 100] = 0
  bytes[2304 + 576 + 100] = 1
  expect(thumbOf(bytes)).toBeUndefined()
})

test('older and newer programs are told in their own words', () => {
  const versions = ['4.4.2-0ubuntu', '5.0.1', '5.1.9-0+deb12u1', 'n6.1', '8.0', 'N-109542-gabc']
  expect(versions.map(passEachOf)).toEqual(['vsync', 'vsync', ...Array(4).fill('fps_mode')])
  const args = ffmpegArguments({ jpegSide: undefined, mostPixels: [4096, 8192], passEach: 'vsync' })
  expect(args).toContain('-vsync')
  expect(args.join(' ')).toContain('-max_pixels:0 4096 -max_pixels:1 8192')
  expect(args).not.toContain('pipe:3')
})
