import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlaylist } from './playlist.ts'
import { lookAtTrack, readSegment } from './segment.ts'

const BOX = fc
  .tuple(
    fc.constantFrom(
      'ftyp',
      'moov',
      'trak',
      'moof',
      'traf',
      'tfhd',
      'trun',
      'stsd',
      'avc1',
      'avcC',
      'mdat',
    ),
    fc.uint8Array({ maxLength: 80 }),
    fc.integer({ min: -9, max: 9 }),
  )
  .map(([type, body, lie]) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(Math.max(0, body.length + 8 + lie), 0)
    head.write(type, 4, 'latin1')
    return Buffer.concat([head, body])
  })

test('boxes of any kind, with lengths that lie, are taken apart without harm', () => {
  fc.assert(
    fc.property(fc.array(BOX, { maxLength: 12 }), (boxes) => {
      const track = readSegment(Buffer.concat(boxes), undefined)
      if (track) lookAtTrack(track, 0)
    }),
  )
})

test('transport packets of any content are taken apart without harm', () => {
  const packet = fc.uint8Array({ minLength: 187, maxLength: 187 }).map((rest) => {
    // Tables and a video that are found more often than by chance.
    rest[0] = (rest[0] as number) & 0x60
    rest[1] = (rest[1] as number) % 3
    return Buffer.concat([Buffer.of(0x47), rest])
  })
  fc.assert(
    fc.property(fc.array(packet, { minLength: 2, maxLength: 12 }), (packets) => {
      const track = readSegment(Buffer.concat(packets), undefined)
      if (track) lookAtTrack(track, 0)
    }),
  )
})

test('what is neither is no video', () => {
  expect(readSegment(Buffer.from('<html>'), undefined)).toBeUndefined()
  expect(readSegment(Buffer.alloc(0), undefined)).toBeUndefined()
})

test('a playlist without segments, one that is none, and a huge one say so', () => {
  expect(readPlaylist('#EXTM3U\n#EXT-X-TARGETDURATION:2\n')).toBe('it names no segment')
  expect(readPlaylist('#EXTM3U\n#EXTINF:2,\na.ts\n')).toBe(
    'it does not say how long a segment may last',
  )
  expect(readPlaylist(`#EXTM3U${'\n'.repeat(30_000)}`)).toBe('it has too many lines')
})

test('any text gives a list or a reason', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 500 }), (text) => {
      expect(['string', 'object']).toContain(typeof readPlaylist(`#EXTM3U\n${text}`))
    }),
  )
})
