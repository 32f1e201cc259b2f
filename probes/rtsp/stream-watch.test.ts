import { expect, test } from 'vitest'
import { packetise, rtp } from '../../test/rtsp/packetise.ts'
import { sampleFrames, splitNals } from '../../test/rtsp/samples.ts'
import type { VideoMedia } from './sdp.ts'
import type { Codec } from './stream-look.ts'
import { StreamWatch } from './stream-watch.ts'

const LIMITS = { framesAfter: 3, mostFrameBytes: 10_000 }

function watchOf(codec: Codec, packets: readonly Buffer[], media: Partial<VideoMedia> = {}) {
  const watch = new StreamWatch(
    {
      codec,
      payloadType: 96,
      clockRate: 90_000,
      control: undefined,
      parameterSets: [],
      numbered: false,
      ...media,
    },
    LIMITS,
  )
  for (const packet of packets) watch.packet(packet)
  return watch
}

const types = (codec: Codec, data: Uint8Array): number[] =>
  splitNals(Buffer.from(data)).map((nal) =>
    codec === 'h264' ? (nal[0] as number) & 31 : ((nal[0] as number) >> 1) & 63,
  )

test.each([
  ['h264', [7, 8, 5, 5]],
  ['h265', [32, 33, 34, 20, 20]],
] as const)('%s: frames, kinds, quantisers and a whole keyframe come out', (codec, nalTypes) => {
  const frames = sampleFrames(codec)
  const watch = watchOf(codec, packetise(frames, codec))
  expect(watch.frames.map(({ kind, idr, qp, broken }) => ({ kind, idr, qp, broken }))).toEqual(
    ['I', 'P', 'B', 'I'].map((kind) => ({ kind, idr: kind === 'I', qp: 40, broken: false })),
  )
  const second = frames[1] as readonly Buffer[]
  expect(watch.frames[1]?.bytes).toBe(second.reduce((sum, { length }) => sum + length, 0))
  expect(watch.frames.map(({ rtpTime }) => rtpTime)).toEqual([0, 6000, 12_000, 18_000])
  expect(watch.keyframe).toMatchObject({ codec, width: 64, height: 64 })
  expect(types(codec, watch.keyframe?.data as Uint8Array)).toEqual(nalTypes)
  expect(watch.lost).toBe(0)
})

test('parameter sets of the description serve where none are in the stream', () => {
  const [first, ...rest] = sampleFrames('h264') as [Buffer[], ...Buffer[][]]
  const packets = packetise([first.slice(2), ...rest], 'h264')
  expect(watchOf('h264', packets).keyframe).toBeDefined()
  const watch = watchOf('h264', packets.slice(0, -8), { parameterSets: first.slice(0, 2) })
  expect(watch.keyframe?.width).toBe(64)
  expect(watch.frames).toHaveLength(3)
})

test.each(['h264', 'h265'] as const)(
  '%s: any packet lost from a keyframe keeps it back',
  (codec) => {
    const [first, second] = sampleFrames(codec) as [Buffer[], Buffer[]]
    // The second time the parameter sets are known, so only the loss can be what keeps it back.
    const sets = first.slice(0, -2)
    const all = packetise([first.slice(-2), second], codec)
    const whole = packetise([first.slice(-2)], codec).length
    for (let lost = 1; lost < whole; lost++) {
      const watch = watchOf(codec, all.toSpliced(lost, 1), { parameterSets: sets })
      expect(watch.lost).toBe(1)
      expect(watch.keyframe).toBeUndefined()
    }
  },
)

test('aggregated units are taken apart, in H.264 and H.265', () => {
  for (const codec of ['h264', 'h265'] as const) {
    const frames = sampleFrames(codec)
    const packets = frames.map((nals, n) => {
      const sized = nals.flatMap((nal) => [Buffer.from([nal.length >> 8, nal.length & 255]), nal])
      const header = codec === 'h264' ? [24] : [48 << 1, 1]
      return rtp(Buffer.concat([Buffer.from(header), ...sized]), n, n * 6000, true)
    })
    expect(watchOf(codec, packets).frames).toHaveLength(4)
  }
})

test('a server that marks every slice as the last never gets half a picture through', () => {
  for (const codec of ['h264', 'h265'] as const) {
    const twice = [...sampleFrames(codec), ...sampleFrames(codec)]
    const watch = watchOf(codec, packetise(twice, codec, { markAll: true }))
    expect(types(codec, watch.keyframe?.data as Uint8Array).slice(-2)).toEqual(
      codec === 'h264' ? [5, 5] : [20, 20],
    )
  }
})

test('parameter sets before every slice do not part a picture', () => {
  const [first, ...rest] = sampleFrames('h264') as [Buffer[], ...Buffer[][]]
  const [sps, pps, one, two] = first as [Buffer, Buffer, Buffer, Buffer]
  const watch = watchOf('h264', packetise([[sps, pps, one, sps, pps, two], ...rest], 'h264'))
  expect(types('h264', watch.keyframe?.data as Uint8Array)).toEqual([7, 8, 5, 5])
})

test('two pictures at one time are two frames, and slices in another order are no keyframe', () => {
  const frames = sampleFrames('h264') as Buffer[][]
  const [first, , , last] = frames as [Buffer[], Buffer[], Buffer[], Buffer[]]
  const merged = watchOf('h264', packetise([[...first, ...last], ...frames], 'h264'))
  expect(merged.keyframe?.data.length).toBe(
    watchOf('h264', packetise(frames, 'h264')).keyframe?.data.length,
  )
  const [sps, pps, one, two] = first as [Buffer, Buffer, Buffer, Buffer]
  const turned = watchOf('h264', packetise([[sps, pps, two, one]], 'h264'))
  expect(turned.keyframe).toBeUndefined()
  // The second slice of another picture: the number of the keyframe tells them apart.
  const mixed = watchOf('h264', packetise([[sps, pps, one, last[3] as Buffer]], 'h264'))
  expect(mixed.keyframe).toBeUndefined()
  expect(mixed.refused).toBe('its slices belong to different pictures')
})

test('a start code inside a NAL unit is refused, zeros at its end are cut off', () => {
  const [first] = sampleFrames('h264') as [Buffer[]]
  const [sps, pps, one, two] = first as [Buffer, Buffer, Buffer, Buffer]
  const inside = Buffer.concat([two, Buffer.from([0, 0, 1, 0x65, 0x88])])
  const refused = watchOf('h264', packetise([[sps, pps, one, inside]], 'h264'))
  expect(refused.refused).toBe('a start code is inside a NAL unit')
  const zeros = Buffer.concat([two, Buffer.alloc(9)])
  const cut = watchOf('h264', packetise([[sps, pps, one, zeros]], 'h264'))
  expect(cut.keyframe?.data.length).toBe(16 + first.reduce((sum, { length }) => sum + length, 0))
})

test('a frame beyond the limit stops the watch', () => {
  const endless = Array.from({ length: 200 }, (_, n) =>
    rtp(
      Buffer.concat([Buffer.from([28 | 0x60, n === 0 ? 0x85 : 5]), Buffer.alloc(100, 7)]),
      n,
      0,
      false,
    ),
  )
  const watch = watchOf('h264', endless)
  expect(watch.tooMuch).toBe(true)
  expect(watch.packets).toBeLessThan(102)
})

test('packets of another type, from the past, or of another source do no harm', () => {
  const packets = packetise(sampleFrames('h264'), 'h264', { sequence: 10 })
  const other = Buffer.from(packets[0] as Buffer)
  other[1] = 97
  const [first, ...rest] = packets as [Buffer, ...Buffer[]]
  const watch = watchOf('h264', [first, other, first, Buffer.alloc(5), ...rest])
  expect(watch.keyframe).toBeDefined()
  expect(watch.lost).toBe(0)
})
