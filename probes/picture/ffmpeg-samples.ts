// A grey keyframe of each codec, 64x64: what a decoder must be able to decode before it is given a camera's.
import type { Keyframe } from '../rtsp/stream-look.ts'

const SIDE = 64

function sample(codec: Keyframe['codec'], base64: string): Keyframe {
  return { codec, data: Buffer.from(base64, 'base64'), width: SIDE, height: SIDE }
}

/** Made by x264 and x265 from a picture that is grey all over. */
export const SAMPLES: readonly [Keyframe, Keyframe] = [
  sample('h264', 'AAAAAWdNQArcQmwEQAAAAwBAAAADAIPEieAAAAABaO4DksgAAAABZYiEP/D1d86F8HBq42RkYudh'),
  sample(
    'h265',
    'AAAAAUABDAH//wQIAAADAJ+oAAADAAAeugJAAAAAAUIBAQQIAAADAJ+oAAADAAAeoCCBBZbqSTK8BaAgAAADACAAAAMAIQAA' +
      'AAFEAcFxgRIAAAABKAGvC2D6nNjvUYA=',
  ),
]
