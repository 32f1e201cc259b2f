// Reads an encoded segment as a look at a stream would have seen it: its keyframe and the frames after it.
import type { CodecRules } from '../../probes/rtsp/codec-rules.ts'
import { H264 } from '../../probes/rtsp/h264.ts'
import { H265 } from '../../probes/rtsp/h265.ts'
import type { Codec, Frame, StreamLook } from '../../probes/rtsp/stream-look.ts'
import { FPS } from './scene.ts'

const CLOCK_RATE = 90_000
const START = Buffer.from([0, 0, 0, 1])

/** `skip`: frames that are passed over first; the next one must be a keyframe, else this throws. */
export function lookAtSegment(data: Buffer, codec: Codec, skip: number, at: number): StreamLook {
  const rules = codec === 'h264' ? new H264() : new H265()
  const pictures = picturesOf(data, rules)
  const shown = pictures.slice(skip)
  const [first] = shown
  const head = first && rules.readSlice(first[0] as Buffer)
  const sets = head && rules.picture(head.parametersId)
  if (!first || !sets || rules.kindOf(first[0] as Buffer) !== 'key') {
    throw new Error(`no keyframe at picture ${skip} of ${pictures.length}`)
  }
  return {
    fault: undefined,
    rungs: [],
    codec,
    at,
    frames: shown.map((slices, index) => frameOf(slices, index, rules)),
    keyframe: {
      codec,
      data: Buffer.concat([...sets.nals, ...first].flatMap((nal) => [START, nal])),
      width: sets.width,
      height: sets.height,
    },
    packets: shown.length,
    lost: 0,
    receivedBytes: shown.flat().reduce((sum, nal) => sum + nal.length, 0),
    clockRate: CLOCK_RATE,
  }
}

function frameOf(slices: readonly Buffer[], index: number, rules: CodecRules): Frame {
  const first = slices[0] as Buffer
  const head = rules.readSlice(first)
  return {
    kind: head?.kind ?? 'P',
    idr: rules.kindOf(first) === 'key',
    bytes: slices.reduce((sum, nal) => sum + nal.length, 0),
    rtpTime: (index * CLOCK_RATE) / FPS,
    qp: head?.qp,
    broken: false,
  }
}

/** Slices by picture; parameter sets go to `rules`. */
function picturesOf(data: Buffer, rules: CodecRules): Buffer[][] {
  const pictures: Buffer[][] = []
  for (const nal of nalsOf(data)) {
    const kind = rules.kindOf(nal)
    if (kind === 'parameters') rules.addParameters(nal)
    if (kind !== 'key' && kind !== 'slice') continue
    if (rules.readSlice(nal)?.starts || pictures.length === 0) pictures.push([])
    pictures.at(-1)?.push(nal)
  }
  return pictures
}

function nalsOf(data: Buffer): Buffer[] {
  const nals: Buffer[] = []
  const mark = Buffer.from([0, 0, 1])
  for (let at = data.indexOf(mark); at >= 0; ) {
    const next = data.indexOf(mark, at + 3)
    let end = next < 0 ? data.length : next
    while (end > at + 3 && data[end - 1] === 0) end--
    nals.push(data.subarray(at + 3, end))
    at = next
  }
  return nals
}
