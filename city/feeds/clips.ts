// The clips of the synthetic city, loaded once and ready to be sent.
import { readdirSync, readFileSync } from 'node:fs'
import { type AccessUnit, accessUnits, type ClipCodec, nalType } from './annex-b.ts'
import { type PackedFrame, packFrame } from './rtp-frames.ts'

export const CLIP_FPS = 15
export const GOP_S = 2
export const GOP_FRAMES = CLIP_FPS * GOP_S

export interface Clip {
  readonly name: string
  readonly codec: ClipCodec
  readonly units: readonly AccessUnit[]
  readonly frames: readonly PackedFrame[]
  /** Of its first picture, by NAL unit type. */
  readonly parameterSets: ReadonlyMap<number, Uint8Array>
}

/** Names and codecs of the clips that there are, such as `day.h265`. */
export type Clips = ReadonlyMap<string, Clip>

const FOLDER = new URL('./clips/', import.meta.url)

export function loadClips(): Clips {
  const clips = new Map<string, Clip>()
  for (const file of readdirSync(FOLDER)) {
    const [, name, codec] = /^([a-z-]+)\.(h264|h265)$/.exec(file) ?? []
    if (name === undefined) continue
    clips.set(file, readClip(name, codec as ClipCodec, readFileSync(new URL(file, FOLDER))))
  }
  return clips
}

/** The clip in this codec, or in the other where it was not made in it. */
export function clipOf(clips: Clips, name: string, codec: ClipCodec): Clip | undefined {
  return clips.get(`${name}.${codec}`) ?? clips.get(`${name}.h264`)
}

/**
 * Which picture of a clip is on the air. `tick` counts pictures since any fixed moment. Short clips come round; of long
 * ones a third is on the air for `changeS` seconds, then the next third: so keyframes that are one to two such times
 * apart are never the same one, whatever the phase of the two looks.
 */
export function frameOnAir(frames: number, tick: number, changeS: number): number {
  const gops = frames / GOP_FRAMES
  const gop = Math.floor(tick / GOP_FRAMES)
  const within = tick % GOP_FRAMES
  if (gops < 3) return (gop % gops) * GOP_FRAMES + within
  const third = Math.floor(gops / 3)
  const turn = Math.floor((gop * GOP_S) / changeS) % 3
  return (turn * third + (gop % third)) * GOP_FRAMES + within
}

function readClip(name: string, codec: ClipCodec, bytes: Uint8Array): Clip {
  const units = accessUnits(bytes, codec)
  const parameterSets = new Map<number, Uint8Array>()
  for (const nal of units[0]?.nals ?? []) {
    const type = nalType(nal, codec)
    if (codec === 'h264' ? type === 7 || type === 8 : type >= 32) parameterSets.set(type, nal)
  }
  return { name, codec, units, frames: units.map((unit) => packFrame(unit, codec)), parameterSets }
}
