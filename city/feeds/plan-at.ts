// What an NVR and a camera of the synthetic city do at a moment: pure, and the same for the same seed.
import { hash32 } from '../../fleet/random.ts'
import type { ClipCodec } from './annex-b.ts'
import {
  FEED_FAULTS,
  type FeedCityPlan,
  type FeedFault,
  type FeedFaultKind,
  type SyntheticCamera,
} from './feed-city.ts'

/** Faults by the ids that they strike. */
export type FaultIndex = ReadonlyMap<string, readonly FeedFault[]>

export type StreamPlan =
  | 'plays'
  | 'unplugged'
  | 'missing'
  | 'stall'
  | 'no-keyframe'
  | 'loss'
  | 'drip'
  | 'garbage'

export interface FeedPlanNow {
  readonly refuse: boolean
  readonly hang: boolean
  readonly unauthorized: boolean
  readonly busy: boolean
  readonly diskFailed: boolean
  /** Seconds that the NVR's clock is ahead; 0 where it is right. */
  readonly clockOffS: number
  /** `missing` too where no camera was asked for. */
  readonly stream: StreamPlan
  /** Name of the clip that is on the air. */
  readonly clip: string
  readonly codec: ClipCodec
}

type FeedCityNature = Pick<FeedCityPlan, 'seed' | 'startedAt' | 'periodS' | 'codec'>

const STREAM_KINDS: readonly FeedFaultKind[] = FEED_FAULTS.slice(
  FEED_FAULTS.indexOf('unplugged'),
  FEED_FAULTS.indexOf('black'),
)
const PICTURE_KINDS: readonly FeedFaultKind[] = FEED_FAULTS.slice(FEED_FAULTS.indexOf('black'))

/** Live clips, each as often as it stands here. */
const LIVE: Readonly<Record<ClipCodec, readonly string[]>> = {
  h264: ['day', 'day', 'day', 'quiet', 'quiet', 'rain', 'infrared', 'night'],
  h265: ['day', 'day', 'night'],
}
/** Of a mixed city one camera in so many is served in H.265. */
const H265_IN = 4

/** Clocks that are wrong are wrong by 5 minutes to 3 hours, to either side. */
const LEAST_CLOCK_S = 300
const MOST_CLOCK_S = 10_800

export function indexFaults(faults: readonly FeedFault[]): FaultIndex {
  const index = new Map<string, FeedFault[]>()
  for (const fault of faults) {
    for (const id of fault.ids) {
      const known = index.get(id)
      if (known) known.push(fault)
      else index.set(id, [fault])
    }
  }
  return index
}

/** Faults of an NVR are those of all its cameras too. Of several on one camera the first in FEED_FAULTS wins. */
export function planAt(
  city: FeedCityNature,
  faults: FaultIndex,
  nvrId: string,
  camera: SyntheticCamera | undefined,
  at: number,
): FeedPlanNow {
  const { seed } = city
  const now = ((((at - city.startedAt) / 1000) % city.periodS) + city.periodS) % city.periodS
  const on = (id: string): FeedFaultKind[] =>
    (faults.get(id) ?? []).flatMap(({ kind, from, to }) => (now >= from && now < to ? [kind] : []))
  const ofNvr = on(nvrId)
  const all = camera ? [...ofNvr, ...on(camera.id)] : ofNvr
  const found = (kinds: readonly FeedFaultKind[]) => kinds.find((kind) => all.includes(kind))
  const codec = camera ? codecOf(city, camera.id) : 'h264'
  const live = LIVE[codec]
  return {
    refuse: ofNvr.includes('refuse'),
    hang: ofNvr.includes('hang'),
    unauthorized: ofNvr.includes('unauthorized'),
    busy: ofNvr.includes('busy'),
    diskFailed: ofNvr.includes('disk-failed'),
    clockOffS: ofNvr.includes('clock-off') ? clockOff(seed, nvrId) : 0,
    stream: camera ? ((found(STREAM_KINDS) as StreamPlan | undefined) ?? 'plays') : 'missing',
    clip:
      found(PICTURE_KINDS) ?? (live[hash32(`${seed}/clip/${camera?.id}`) % live.length] as string),
    codec,
  }
}

function codecOf({ codec, seed }: FeedCityNature, id: string): ClipCodec {
  if (codec !== 'mixed') return codec
  return hash32(`${seed}/codec/${id}`) % H265_IN === 0 ? 'h265' : 'h264'
}

function clockOff(seed: number, id: string): number {
  const hash = hash32(`${seed}/clock/${id}`)
  const off = LEAST_CLOCK_S + ((hash >>> 1) % (MOST_CLOCK_S - LEAST_CLOCK_S))
  return (hash & 1) === 0 ? off : -off
}
