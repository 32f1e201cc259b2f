// Looks at streams and decoded pictures made of numbers, for the tests of the judge.
import type { Codec, Frame, StreamLook } from '../rtsp/stream-look.ts'
import { type Decoded, THUMB_HEIGHT, THUMB_WIDTH } from './picture.ts'

export interface FakeStream {
  readonly codec?: Codec
  /** Of the keyframe, and of each of 15 frames after it. 25,000 and 2,000. */
  readonly keyBytes?: number
  readonly laterBytes?: number
  readonly qp?: number
  readonly lost?: number
  readonly fps?: number
  /** Bytes of the keyframe differ with it. */
  readonly content?: number
}

/** 640x360. */
export function fakeStream(fake: FakeStream): StreamLook {
  const codec = fake.codec ?? 'h264'
  const data = Uint8Array.from([fake.content ?? 0])
  return {
    fault: undefined,
    rungs: [],
    codec,
    at: 0,
    frames: fakeFrames(fake),
    keyframe: { codec, data, width: 640, height: 360 },
    packets: 16,
    lost: fake.lost ?? 0,
    receivedBytes: 50_000,
    clockRate: 90_000,
  }
}

export function fakeFrames(fake: FakeStream): Frame[] {
  return Array.from({ length: 16 }, (_, index) => ({
    kind: index === 0 ? ('I' as const) : ('P' as const),
    idr: index === 0,
    bytes: index === 0 ? (fake.keyBytes ?? 25_000) : (fake.laterBytes ?? 2000),
    rtpTime: (index * 90_000) / (fake.fps ?? 15),
    qp: fake.qp ?? 26,
    broken: false,
  }))
}

/** A picture of the luma at each place, grey, with a JPEG where `jpeg`. */
export function fakePicture(luma: (x: number, y: number) => number, jpeg = false): Decoded {
  const cells = THUMB_WIDTH * THUMB_HEIGHT
  const picture = Uint8Array.from({ length: cells }, (_, at) =>
    luma(at % THUMB_WIDTH, Math.floor(at / THUMB_WIDTH)),
  )
  const grey = new Uint8Array(cells / 4).fill(128)
  return {
    thumb: { luma: picture, u: grey, v: grey },
    ...(jpeg ? { jpeg: Uint8Array.from([0xff, 0xd8]) } : {}),
  }
}
