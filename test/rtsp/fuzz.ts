// Hostile bytes for everything that reads a camera's bytes: random ones, and right ones with faults. The soak runs it for long.
import { AccessUnits } from '../../probes/rtsp/access-units.ts'
import { depacketiseH264, depacketiseH265 } from '../../probes/rtsp/depacketise.ts'
import { H264 } from '../../probes/rtsp/h264.ts'
import { H265 } from '../../probes/rtsp/h265.ts'
import { MessageReader } from '../../probes/rtsp/message-reader.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import { readDescription } from '../../probes/rtsp/sdp.ts'
import { type Codec, STREAM_LIMITS } from '../../probes/rtsp/stream-look.ts'
import { StreamWatch } from '../../probes/rtsp/stream-watch.ts'
import { reply, SDP, startRtspDouble, usual, VIDEO } from './double.ts'
import { packetise } from './packetise.ts'
import { sampleFrames } from './samples.ts'

export interface FuzzResult {
  readonly bytes: number
  readonly cases: number
  /** What threw; each as `part: error`. */
  readonly crashes: readonly string[]
  /** Cases that took longer than they may. */
  readonly overTime: number
  /** Times that memory in use was far above that of the beginning. */
  readonly overMemory: number
}

/** Milliseconds of one case without a network; hundred times what it takes. */
const CASE_MS = 250
const LOOK_LIMITS = {
  ...STREAM_LIMITS,
  replyMs: 60,
  firstDataMs: 60,
  keyframeMs: 100,
  totalMs: 250,
  teardownMs: 50,
  mostBytes: 1_000_000,
}
/** Beyond its limits a look may take this long on a busy machine. */
const LOOK_SLACK_MS = 2000
const MEMORY_BYTES = 300_000_000
const LONGEST_CASE = 4096
/** One whole look for so many cases without a network. */
const LOOK_EVERY = 200

/** Seeded: the same bytes for the same seed. Ends when `bytes` were fed. */
export async function fuzzStreams(bytes: number, seed: number): Promise<FuzzResult> {
  const random = randomOf(seed)
  const crashes: string[] = []
  const before = process.memoryUsage.rss()
  let [fed, cases, overTime, overMemory] = [0, 0, 0, 0]
  const parts = Object.entries(PARTS)
  while (fed < bytes) {
    const [name, part] = parts[cases % parts.length] as [string, Part]
    const input = mangled(part.seeds[cases % part.seeds.length] as Buffer, random)
    fed += input.length
    cases++
    const begun = performance.now()
    try {
      part.run(input, random)
    } catch (error) {
      crashes.push(`${name}: ${error}`)
    }
    if (performance.now() - begun > CASE_MS) overTime++
    if (cases % LOOK_EVERY !== 0) continue
    const look = await hostileLook(random)
    fed += look.bytes
    crashes.push(...look.crashes)
    if (look.overTime) overTime++
    if (process.memoryUsage.rss() - before > MEMORY_BYTES) overMemory++
  }
  return { bytes: fed, cases, crashes, overTime, overMemory }
}

interface Part {
  readonly seeds: readonly Buffer[]
  run(input: Buffer, random: () => number): void
}

const MESSAGE = Buffer.from(
  'RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\nWWW-Authenticate: Digest realm="a", nonce="b"\r\n\r\nabcd',
)
const ALL_NALS = [...sampleFrames('h264').flat(), ...sampleFrames('h265').flat()]

const PARTS: Readonly<Record<string, Part>> = {
  messages: {
    seeds: [MESSAGE, Buffer.concat([MESSAGE, VIDEO.subarray(0, 600), MESSAGE])],
    run(input, random) {
      const reader = new MessageReader(STREAM_LIMITS, {
        message: () => undefined,
        packet: () => undefined,
      })
      for (let at = 0; at < input.length; ) {
        const next = at + 1 + Math.floor(random() * 300)
        reader.push(input.subarray(at, next))
        at = next
      }
    },
  },
  description: { seeds: [Buffer.from(SDP)], run: (input) => readDescription(input.toString()) },
  nals: {
    seeds: ALL_NALS,
    run(input) {
      for (const rules of [new H264(), new H265()]) {
        const nal = input.length < 2 ? Buffer.from([0x67, 1]) : input
        const kind = rules.kindOf(nal)
        if (kind === 'parameters') rules.addParameters(nal)
        for (const known of ALL_NALS) {
          if (rules.kindOf(known) === 'parameters') rules.addParameters(known)
        }
        if (kind === 'key' || kind === 'slice') rules.readSlice(nal)
        for (const known of ALL_NALS) rules.readSlice(known)
      }
    },
  },
  payloads: {
    seeds: ALL_NALS,
    run(input) {
      const taker = { wantsKey: true, frame: () => undefined, cutShort: () => undefined }
      const h264 = new AccessUnits(new H264(), 100_000, taker)
      const h265 = new AccessUnits(new H265(), 100_000, taker)
      depacketiseH264(input, h264)
      for (const numbered of [false, true]) depacketiseH265(numbered)(input, h265)
    },
  },
  streams: {
    seeds: [packed('h264'), packed('h265')],
    run(input) {
      for (const codec of ['h264', 'h265'] as const) watchAll(codec, input)
    },
  },
}

/** Packets behind one another, each with its length in two bytes. */
function packed(codec: Codec): Buffer {
  return Buffer.concat(
    packetise(sampleFrames(codec), codec).flatMap((packet) => [
      Buffer.from([packet.length >> 8, packet.length & 255]),
      packet,
    ]),
  )
}

function watchAll(codec: Codec, input: Buffer): void {
  const media = { codec, payloadType: 96, clockRate: 90_000, control: undefined }
  const watch = new StreamWatch(
    { ...media, parameterSets: [], numbered: false },
    { framesAfter: 15, mostFrameBytes: 100_000 },
  )
  for (let at = 0; at + 2 <= input.length; ) {
    const length = input.readUInt16BE(at) % 2048
    watch.packet(input.subarray(at + 2, at + 2 + length))
    at += 2 + length
  }
  const { keyframe } = watch
  if (keyframe === undefined) return
  const data = Buffer.from(keyframe.data)
  const starts = data.toString('latin1').split('\0\0\0\x01').length - 1
  const codes = data.toString('latin1').split('\0\0\x01').length - 1
  if (starts !== codes) throw new Error('a keyframe has a start code inside a NAL unit')
}

async function hostileLook(
  random: () => number,
): Promise<{ bytes: number; crashes: string[]; overTime: boolean }> {
  const victim = ['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY', 'TEARDOWN'][Math.floor(random() * 5)]
  let bytes = 0
  const double = await startRtspDouble((asked) => {
    if (asked.method !== victim) return undefined
    const right = random() < 0.5 ? usual(asked) : reply(asked, '200 OK', [], SDP)
    const wrong = mangled(Buffer.from(right), random)
    bytes += wrong.length
    return wrong
  })
  const target = { host: '127.0.0.1', port: double.port, tls: false, verifyTls: false, path: '/' }
  const begun = performance.now()
  const crashes: string[] = []
  try {
    const off = new AbortController()
    await lookAtStream({ ...target, credentials: undefined }, LOOK_LIMITS, off.signal)
  } catch (error) {
    crashes.push(`look: ${error}`)
  }
  const took = performance.now() - begun
  await double.close()
  const most = LOOK_LIMITS.totalMs + LOOK_LIMITS.teardownMs + LOOK_SLACK_MS
  return { bytes, crashes, overTime: took > most }
}

/** Mostly right bytes with faults in them; now and then nothing but random ones. */
function mangled(seed: Buffer, random: () => number): Buffer {
  const below = (most: number): number => Math.floor(random() * most)
  if (random() < 0.1) return Buffer.from(Array.from({ length: below(400) }, () => below(256)))
  let bytes = Buffer.from(seed)
  for (let faults = 1 + below(6); faults > 0; faults--) {
    const at = below(bytes.length)
    const kind = below(5)
    if (kind === 0 && bytes.length > 0) bytes[at] = below(256)
    else if (kind === 1 && bytes.length > 0) bytes[at] = (bytes[at] as number) ^ (1 << below(8))
    else if (kind === 2) bytes = bytes.subarray(0, at)
    else if (kind === 3) {
      const piece = bytes.subarray(at, at + below(64))
      bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
    } else {
      const piece = Buffer.alloc(below(20), below(3) === 0 ? 0 : 255)
      bytes = Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)])
    }
  }
  return bytes.subarray(0, LONGEST_CASE)
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
