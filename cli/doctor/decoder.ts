// Looks at what decodes pictures: without it only the sizes of frames are judged.
import { findFfmpeg } from '../../probes/picture/ffmpeg-program.ts'
import { type Finding, ok, warn } from './finding.ts'

const WITHOUT =
  'black and no signal are still found in H.264, from the sizes of frames; other pictures are not judged, none are kept'

/** `program`: name or path of ffmpeg, or `none`. Decodes a keyframe of each codec, as `ronda run` would. */
export async function decoder(program: string): Promise<readonly Finding[]> {
  if (program === 'none') return [ok('decoder', `none, as ronda.yaml says: ${WITHOUT}`)]
  const { name, lack } = await findFfmpeg(program, new AbortController().signal)
  if (lack === undefined) return [ok('decoder', `${name}, decodes H.264 and H.265`)]
  const seen =
    lack === 'not-found'
      ? `${program} is not there, or may not be started`
      : `${name ?? program} does not decode both H.264 and H.265`
  const remedy =
    program === 'ffmpeg' ? 'apt-get install ffmpeg' : 'correct feeds.decoder in ronda.yaml'
  return [warn('decoder', `${seen}: ${WITHOUT}`, remedy)]
}
