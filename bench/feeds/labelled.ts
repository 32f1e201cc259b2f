// The labelled clips before the judge: how many live ones it publishes as dead, and how many dead ones it misses.
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { Judge } from '../../probes/picture/judge.ts'
import { createJudge } from '../../probes/picture/judge-city.ts'
import type { Decoded, Features } from '../../probes/picture/picture.ts'
import { THRESHOLDS, type Thresholds } from '../../probes/picture/thresholds.ts'
import type { StreamLook } from '../../probes/rtsp/stream-look.ts'
import { lookAtSegment } from './annexb-look.ts'
import { BAD_KINDS, type Kind, LIVE_KINDS } from './kinds.ts'
import { ENCODINGS, type Encoding, SETTLE, segmentOf } from './labelled-clips.ts'
import { thumbsOf } from './thumbs.ts'

/** When a clip is looked at: as of these minutes. */
export const MINUTES: readonly number[] = [0, 0.5, 5, 10, 15, 20, 25]
const MINUTE = 60_000
/** Semarang. */
const PLACE = { lat: -6.99, lon: 110.42 }
/** 24 November 2025 at UTC+7: noon, and 22:00. */
const NOON = Date.UTC(2025, 10, 24, 5)
const NIGHT = Date.UTC(2025, 10, 24, 15)
/** Clips are encoded and judged by so many at a time. */
const AT_ONCE = 2
const PAST_LOOKS = 10

export interface LabelledResult {
  readonly encoding: Encoding
  readonly seed: number
  readonly kind: string
  readonly label: FeedCondition
  /** How it was judged: with which past, at which hour, with which decoding. */
  readonly way: string
  readonly wrong: 'false' | 'missed' | undefined
  /** What was published, look by look. */
  readonly published: readonly string[]
}

/** Numbers of one look at one clip, to see margins by and to fit thresholds to. */
export interface LabelledLook {
  readonly encoding: Encoding
  readonly seed: number
  readonly kind: string
  readonly label: FeedCondition
  readonly minute: number
  readonly features: Features
}

export interface LabelledBars {
  readonly falseCount: number
  readonly missedCount: number
  readonly details: readonly LabelledResult[]
  readonly looks: readonly LabelledLook[]
}

export interface LabelledChoice {
  /** One seed instead of three. */
  readonly quick: boolean
  readonly seeds?: readonly number[]
  readonly kinds?: readonly string[]
  readonly encodings?: readonly Encoding[]
  readonly thresholds?: Thresholds
}

interface Clip {
  readonly kind: Kind
  readonly looks: readonly { readonly stream: StreamLook; readonly decoded: Decoded }[]
}

/** Makes the clips where they are not there yet (about 2 minutes a seed on 2 cores), and judges them. */
export async function labelledBars(choice: LabelledChoice): Promise<LabelledBars> {
  const seeds = choice.seeds ?? (choice.quick ? [1] : [1, 2, 3])
  const kinds = [...LIVE_KINDS, ...BAD_KINDS].filter(
    ({ name }) => choice.kinds === undefined || choice.kinds.includes(name),
  )
  const pasts = LIVE_KINDS.filter(({ name }) => kinds.some((kind) => pastOf(kind) === name))
  const needed = [...new Set([...kinds, ...pasts])]
  await makeAll(needed, seeds)
  const details: LabelledResult[] = []
  const looks: LabelledLook[] = []
  for (const seed of seeds) {
    for (const encoding of choice.encodings ?? ENCODINGS) {
      const clips = await readClips(needed, seed, encoding)
      for (const kind of kinds) {
        for (const judged of judgeKind(kind, clips, choice.thresholds ?? THRESHOLDS)) {
          const { way, wrong, published } = judged
          const label = { encoding, seed, kind: kind.name, label: kind.label }
          details.push({ ...label, way, wrong, published })
          looks.push(...judged.looks.map((look) => ({ ...label, ...look })))
        }
      }
    }
  }
  return {
    falseCount: details.filter(({ wrong }) => wrong === 'false').length,
    missedCount: details.filter(({ wrong }) => wrong === 'missed').length,
    details,
    looks,
  }
}

interface Judged {
  readonly way: string
  readonly wrong: LabelledResult['wrong']
  readonly published: readonly string[]
  readonly looks: readonly { readonly minute: number; readonly features: Features }[]
}

function judgeKind(kind: Kind, clips: ReadonlyMap<string, Clip>, thresholds: Thresholds): Judged[] {
  const clip = clips.get(kind.name)
  const past = clips.get(pastOf(kind))
  if (!clip || !past) return []
  // Wrong hours make a camera that sees in the dark, or a tunnel: alive all the same.
  const hours = kind.label === 'live' ? [kind.night, !kind.night] : [kind.night]
  return hours.flatMap((night) =>
    (['all', 'suspicious'] as const).flatMap((decode) =>
      [undefined, past].map((before) => judgeOne(clip, before, night, decode, thresholds)),
    ),
  )
}

/** What the camera showed before. */
function pastOf({ night }: Kind): string {
  return night ? 'night-street' : 'day'
}

function judgeOne(
  { kind, looks }: Clip,
  past: Clip | undefined,
  night: boolean,
  decode: 'all' | 'suspicious',
  thresholds: Thresholds,
): Judged {
  const judge = createJudge({
    cameras: [{ masks: [], known: undefined }],
    thresholds,
    decode,
    pictureSide: undefined,
    ...PLACE,
  })
  const start = night ? NIGHT : NOON
  for (let index = 0; past && index < PAST_LOOKS; index++) {
    const look = past.looks[index % past.looks.length]
    if (look) judgeLook(judge, look, start - (PAST_LOOKS - index) * 5 * MINUTE)
  }
  const published: string[] = []
  const seen: { minute: number; features: Features }[] = []
  looks.forEach((look, index) => {
    const minute = MINUTES[index] ?? 0
    const { verdict, features } = judgeLook(judge, look, start + minute * MINUTE)
    published.push(verdict?.condition ?? 'nothing')
    if (features) seen.push({ minute, features })
  })
  if (past && kind.label !== 'live') {
    const after = past.looks
      .slice(0, 2)
      .map((look, index) => judgeLook(judge, look, start + (30 + index * 5) * MINUTE))
    published.push(`then ${after.at(-1)?.verdict?.condition ?? 'nothing'}`)
  }
  const way = `${night ? 'night' : 'day'}, ${decode}, ${past ? 'with' : 'without'} a past`
  return { way, wrong: wrongOf(kind, published), published, looks: seen }
}

function judgeLook(
  judge: Judge,
  { stream, decoded }: Clip['looks'][number],
  at: number,
): ReturnType<Judge['judge']> {
  const wish = judge.wish(0, stream, at)
  return judge.judge(0, { at, decidedAt: at, stream, ...(wish ? { decoded } : {}) })
}

function wrongOf(kind: Kind, published: readonly string[]): LabelledResult['wrong'] {
  if (kind.label === 'live') {
    return published.some((word) => ['black', 'no_signal', 'frozen'].includes(word))
      ? 'false'
      : undefined
  }
  const words = published.slice(0, MINUTES.length)
  const right = words.at(-1) === kind.label
  const others = words.some((word) => !['nothing', 'live', kind.label].includes(word))
  const back = published[MINUTES.length]
  return right && !others && (back === undefined || back === 'then live') ? undefined : 'missed'
}

async function makeAll(kinds: readonly Kind[], seeds: readonly number[]): Promise<void> {
  const jobs = seeds.flatMap((seed) =>
    kinds.flatMap((kind) => MINUTES.map((minute) => [kind, seed, minute] as const)),
  )
  const work = async (): Promise<void> => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await segmentOf(...job)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

async function readClips(
  kinds: readonly Kind[],
  seed: number,
  encoding: Encoding,
): Promise<ReadonlyMap<string, Clip>> {
  const codec = encoding === 'h265' ? 'h265' : 'h264'
  const clips = new Map<string, Clip>()
  for (const kind of kinds) {
    const streams: StreamLook[] = []
    for (const minute of MINUTES) {
      const data = (await segmentOf(kind, seed, minute))[encoding]
      streams.push(lookAtSegment(data, codec, SETTLE, 0))
    }
    const thumbs = thumbsOf(
      streams.flatMap(({ keyframe }) => keyframe ?? []),
      codec,
    )
    const looks = streams.flatMap((stream, index) => {
      const thumb = thumbs[index]
      return thumb ? [{ stream, decoded: { thumb } }] : []
    })
    clips.set(kind.name, { kind, looks })
  }
  return clips
}
