// In the place of a decoder where the configuration wants none: the bitstream alone is judged.
import type { PictureDecoder } from '../picture/picture.ts'

export const NO_DECODER: PictureDecoder = {
  decode: () => Promise.resolve(undefined),
  health: () => ({
    name: undefined,
    lack: 'not-found',
    decoded: 0,
    failed: 0,
    children: 0,
    cpuMs: 0,
    waiting: 0,
  }),
  close: () => Promise.resolve(),
}
