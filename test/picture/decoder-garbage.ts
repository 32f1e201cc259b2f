// Every way to spoil a keyframe that we could think of: what a lossy line, a broken camera or an attacker may send.
import type { Random } from '../../fleet/random.ts'
import type { Keyframe } from '../../probes/rtsp/stream-look.ts'
import { annexB, type CameraPicture, isParameters, isSlice, nalUnits } from './decoder-keyframes.ts'

/** `own` is spoilt; `other` is another camera, of the same codec or not, of the same size or not. */
type Spoil = (own: CameraPicture, other: CameraPicture, random: Random) => Keyframe

export const SPOILS: Readonly<Record<string, Spoil>> = {
  empty: ({ keyframe }) => ({ ...keyframe, data: new Uint8Array(0) }),
  'random bytes': ({ keyframe }, _, random) => ({
    ...keyframe,
    data: noise(1 + random.below(9000), random),
  }),
  'random bytes as slices': ({ keyframe }, _, random) =>
    eachSlice(keyframe, (slice) =>
      Buffer.concat([slice.subarray(0, 3), noise(slice.length, random)]),
    ),
  'random bytes behind a good head': ({ keyframe }, _, random) =>
    eachSlice(keyframe, (slice) =>
      Buffer.concat([slice.subarray(0, slice.length >> 1), noise(slice.length >> 1, random)]),
    ),
  truncated: ({ keyframe }, _, random) => ({
    ...keyframe,
    data: keyframe.data.subarray(0, random.below(keyframe.data.length)),
  }),
  'truncated near its end': ({ keyframe }, _, random) => ({
    ...keyframe,
    data: keyframe.data.subarray(0, -1 - random.below(40)),
  }),
  'one bit flipped': ({ keyframe }, _, random) => flipped(keyframe, 1, random),
  'twenty bits flipped': ({ keyframe }, _, random) => flipped(keyframe, 20, random),
  'bits flipped in its parameter sets': ({ keyframe }, _, random) =>
    units(keyframe, (all) =>
      all.map((unit) =>
        isParameters(keyframe.codec, unit) ? flip(unit, 1 + random.below(3), 1, random) : unit,
      ),
    ),
  'first slice missing': ({ keyframe }) => slices(keyframe, (all) => all.slice(1)),
  'last slice missing': ({ keyframe }) => slices(keyframe, (all) => all.slice(0, -1)),
  'middle slice missing': ({ keyframe }) =>
    slices(keyframe, (all) => all.filter((_, i) => i !== 1)),
  'a slice twice': ({ keyframe }) => slices(keyframe, (all) => [...all, ...all.slice(-1)]),
  'slices in another order': ({ keyframe }) => slices(keyframe, (all) => [...all].reverse()),
  'last slice of another camera': ({ keyframe }, { keyframe: other }) =>
    slices(keyframe, (all) =>
      all.length < 2
        ? [...all, ...all]
        : [...all.slice(0, -1), ...slicesOf(other).slice(1).slice(-1)],
    ),
  'no parameter sets': ({ keyframe }) => units(keyframe, () => slicesOf(keyframe)),
  'parameter sets of another camera': ({ keyframe }, { keyframe: other }) =>
    units(keyframe, () => [...parametersOf(other), ...slicesOf(keyframe)]),
  'parameter sets of another camera after its own': ({ keyframe }, { keyframe: other }) =>
    units(keyframe, () => [
      ...parametersOf(keyframe),
      ...parametersOf(other),
      ...slicesOf(keyframe),
    ]),
  'parameter sets alone': ({ keyframe }) => units(keyframe, () => parametersOf(keyframe)),
  'two pictures': ({ keyframe }, { keyframe: other }) => ({
    ...keyframe,
    data: Buffer.concat([keyframe.data, other.data]),
  }),
  'three pictures': ({ keyframe }, { keyframe: other }) => ({
    ...keyframe,
    data: Buffer.concat([keyframe.data, other.data, keyframe.data]),
  }),
  'half a picture and a whole one': ({ keyframe }, { keyframe: other }) => ({
    ...keyframe,
    data: Buffer.concat([keyframe.data.subarray(0, keyframe.data.length >> 1), other.data]),
  }),
  'a frame that depends on another': ({ dependent }) => dependent,
  'a keyframe and the frame after it': ({ keyframe, dependent }) => ({
    ...keyframe,
    data: Buffer.concat([keyframe.data, dependent.data]),
  }),
  'the end of a sequence in its middle': ({ keyframe }) =>
    slices(keyframe, (all) => [
      ...all.slice(0, 1),
      Buffer.from(keyframe.codec === 'h264' ? [0x0a] : [0x48, 0x01]),
      ...all.slice(1),
    ]),
  'start codes in its middle': ({ keyframe }, _, random) => {
    const data = Buffer.from(keyframe.data)
    for (let i = 0; i < 5; i++) data.set([0, 0, 1], random.below(Math.max(1, data.length - 3)))
    return { ...keyframe, data }
  },
  'said to be of the other codec': ({ keyframe }) => ({
    ...keyframe,
    codec: keyframe.codec === 'h264' ? 'h265' : 'h264',
  }),
  'said to be small': ({ keyframe }) => ({ ...keyframe, width: 16, height: 16 }),
}

function noise(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)))
}

function units(
  keyframe: Keyframe,
  change: (all: readonly Buffer[]) => readonly Buffer[],
): Keyframe {
  return { ...keyframe, data: annexB(change(nalUnits(keyframe.data))) }
}

function slicesOf({ codec, data }: Keyframe): readonly Buffer[] {
  return nalUnits(data).filter((unit) => isSlice(codec, unit))
}

function parametersOf({ codec, data }: Keyframe): readonly Buffer[] {
  return nalUnits(data).filter((unit) => isParameters(codec, unit))
}

function slices(keyframe: Keyframe, change: (all: readonly Buffer[]) => readonly Buffer[]) {
  return units(keyframe, () => [...parametersOf(keyframe), ...change(slicesOf(keyframe))])
}

function eachSlice(keyframe: Keyframe, change: (slice: Buffer) => Buffer): Keyframe {
  return slices(keyframe, (all) => all.map(change))
}

/** The head of a slice, which says where it belongs, stays whole. */
function flipped(keyframe: Keyframe, bits: number, random: Random): Keyframe {
  return eachSlice(keyframe, (slice) => flip(slice, bits, 8, random))
}

function flip(unit: Buffer, bits: number, from: number, random: Random): Buffer {
  const copy = Buffer.from(unit)
  for (let i = 0; i < bits && copy.length > from; i++) {
    const at = from + random.below(copy.length - from)
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  }
  return copy
}
