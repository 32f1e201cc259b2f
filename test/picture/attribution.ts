// Counts pictures that the decoder gives to the wrong camera, in batches with every kind of garbage among the good ones.
import { seededRandom } from '../../fleet/random.ts'
import { createDecoder } from '../../probes/picture/decoder.ts'
import type { Decoded, DecodeWish, PictureDecoder } from '../../probes/picture/picture.ts'
import type { Keyframe } from '../../probes/rtsp/stream-look.ts'
import { SPOILS } from './decoder-garbage.ts'
import { type CameraPicture, makeKeyframes, SIZES } from './decoder-keyframes.ts'

export interface AttributionWish {
  /** Keyframes handed to the decoder. */
  readonly decodes: number
  readonly seed: number
  readonly onProgress?: (done: number) => void
}

export interface Attribution {
  readonly decodes: number
  /** Spoilt keyframes among them. */
  readonly injected: number
  /**
   * A whole keyframe whose picture is not its own, byte for byte; or a spoilt one whose picture is another camera's, or
   * is not what the same bytes give alone in a child of their own.
   */
  readonly misbooked: number
  /** Whole keyframes that came back without a picture. */
  readonly undecoded: number
  /** Spoilt keyframes that came back with a picture. */
  readonly patched: number
  readonly children: number
  /** Each that was misbooked, at most 20. */
  readonly examples: readonly string[]
}

interface Sample {
  readonly what: string
  readonly keyframe: Keyframe
  /** Whose it is. */
  readonly own: CameraPicture
  readonly isWhole: boolean
}

/** Of each codec, size and number of slices; a short count would spend its time on making them. */
const FEW_CAMERAS = 1
const MANY_CAMERAS = 6
const MANY_DECODES = 2000
/** Shares of garbage, one after the other: mostly little, now and then nearly everything, which takes many children. */
const SHARES = [0.1, 0.5, 0.03, 0.9, 0, 0.03]
const SHARES_OF_MANY = [0.02, 0.05, 0.02, 0.1, 0.02, 0.5, 0.02, 0.05, 0.02, 0.1, 0.02, 0.9]
/** What is counted must not hang on how busy the machine is. */
const PATIENT = { program: undefined, baseMs: 60_000 } as const
const JPEG_SIDE = 320
const IN_FLIGHT = 96
const MOST_EXAMPLES = 20
/** Mean difference of luma below which a thumb shows the same picture. */
const SAME_PICTURE = 8

/** Needs ffmpeg with libx264 and libx265. Throws where a keyframe alone gives another picture than was painted. */
export async function countMisbooked(wish: AttributionWish): Promise<Attribution> {
  const { decodes, seed, onProgress } = wish
  const random = seededRandom(seed, 'attribution')
  const isShort = decodes < MANY_DECODES
  const cameras = isShort ? FEW_CAMERAS : MANY_CAMERAS
  const shares = isShort ? SHARES : SHARES_OF_MANY
  const pictures = (['h264', 'h265'] as const).flatMap((codec) =>
    SIZES.flatMap((size) =>
      [1, 3].flatMap((slices) => makeKeyframes(codec, size, cameras, seed, slices)),
    ),
  )
  const alone = new Alone(pictures)
  const decoder = createDecoder({ ...PATIENT, waitMs: 50 })
  const counts = { injected: 0, misbooked: 0, undecoded: 0, patched: 0 }
  const examples: string[] = []
  const whole = pictures.map((own, i) => ({
    what: `whole ${i}`,
    keyframe: own.keyframe,
    own,
    isWhole: true,
  }))
  const spoilt = spoiltOf(pictures, seed)

  async function one(sample: Sample, jpegSide: number | undefined): Promise<void> {
    const decodeWish = jpegSide === undefined ? {} : { jpegSide }
    const decoded = await decoder.decode(sample.keyframe, decodeWish)
    if (!sample.isWhole) counts.injected++
    if (decoded === undefined) {
      if (sample.isWhole) counts.undecoded++
      return
    }
    if (!sample.isWhole) counts.patched++
    if (await alone.agrees(sample, decoded, decodeWish)) return
    counts.misbooked++
    if (examples.length < MOST_EXAMPLES) examples.push(sample.what)
  }

  try {
    for (let done = 0, turn = 0; done < decodes; turn++) {
      const share = shares[turn % shares.length] ?? 0
      const some = Array.from({ length: Math.min(IN_FLIGHT, decodes - done) }, () => ({
        sample: random.next() < share ? random.pick(spoilt) : random.pick(whole),
        jpegSide: random.next() < 0.3 ? JPEG_SIDE : undefined,
      }))
      await Promise.all(some.map(({ sample, jpegSide }) => one(sample, jpegSide)))
      done += some.length
      onProgress?.(done)
    }
    return { decodes, ...counts, children: decoder.health().children, examples }
  } finally {
    await Promise.all([decoder.close(), alone.close()])
  }
}

/** Each kind of garbage for each of several cameras, and with another one beside. */
function spoiltOf(pictures: readonly CameraPicture[], seed: number): readonly Sample[] {
  const random = seededRandom(seed, 'garbage')
  return Object.entries(SPOILS).flatMap(([name, spoil]) =>
    random.shuffled(pictures).map((picture, i): Sample => {
      // Mostly of the same codec and size, which is where a mistake would show least.
      const alike = pictures.filter(
        ({ keyframe }) =>
          keyframe !== picture.keyframe &&
          keyframe.codec === picture.keyframe.codec &&
          keyframe.width === picture.keyframe.width,
      )
      const other = random.pick(random.next() < 0.7 ? alike : pictures)
      const keyframe = spoil(picture, other, random)
      return { what: `${name}, ${keyframe.codec} ${i}`, keyframe, own: picture, isWhole: false }
    }),
  )
}

/** What keyframes give alone, each in a child of its own; asked once for each. */
class Alone {
  readonly #pictures: readonly CameraPicture[]
  readonly #decoder: PictureDecoder = createDecoder({ ...PATIENT, batch: 1, waitMs: 0 })
  readonly #known = new Map<string, Promise<Decoded | undefined>>()

  constructor(pictures: readonly CameraPicture[]) {
    this.#pictures = pictures
  }

  /** Is it what the same bytes give alone, and nobody else's picture? */
  async agrees(sample: Sample, decoded: Decoded, wish: DecodeWish): Promise<boolean> {
    const { what, keyframe, own, isWhole } = sample
    const key = `${what} ${wish.jpegSide}`
    const asked = this.#known.get(key) ?? this.#decoder.decode(keyframe, wish)
    this.#known.set(key, asked)
    const alone = await asked
    if (isWhole && (alone === undefined || !shows(alone, own))) {
      throw new Error(`${what} alone gives another picture than was painted`)
    }
    return (
      alone !== undefined &&
      isEqual(alone, decoded) &&
      this.#pictures.every((other) => other === own || !shows(decoded, other))
    )
  }

  async close(): Promise<void> {
    await this.#decoder.close()
  }
}

function shows({ thumb }: Decoded, { luma }: CameraPicture): boolean {
  const difference = luma.reduce((sum, value, i) => sum + Math.abs(value - (thumb.luma[i] ?? 0)), 0)
  return difference / luma.length < SAME_PICTURE
}

function isEqual(a: Decoded, b: Decoded): boolean {
  return (
    [a.thumb.luma, a.thumb.u, a.thumb.v].every((plane, i) =>
      isSame(plane, [b.thumb.luma, b.thumb.u, b.thumb.v][i]),
    ) && isSame(a.jpeg, b.jpeg)
  )
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0
}
