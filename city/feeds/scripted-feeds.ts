// The feeds of the scripted day: which cameras and NVRs of the synthetic city are ill, and which fall ill and recover.
import type { Camera, Fleet, Nvr } from '../../fleet/model.ts'
import { type Random, seededRandom } from '../../fleet/random.ts'
import { PERIOD_S, scriptedDay } from '../script.ts'
import type { FeedFault, FeedFaultKind } from './feed-city.ts'

interface Standing {
  readonly kind: FeedFaultKind
  /** In the city of 14,000 cameras; in a smaller one as many in proportion, at least one. */
  readonly count: number
  readonly of: 'camera' | 'nvr'
  readonly what: string
  /** Only where the NVR has an API to say so. */
  readonly told?: true
}

/** Ill from the first second on, all day, every day: a frozen picture is confirmed after more than one of these days. */
const STANDING: readonly Standing[] = [
  { kind: 'black-clock', count: 30, of: 'camera', what: 'Black pictures under a running clock' },
  { kind: 'black', count: 10, of: 'camera', what: 'Black pictures' },
  { kind: 'no-signal-blue', count: 12, of: 'camera', what: 'Blue NO SIGNAL pictures' },
  { kind: 'no-signal-text', count: 8, of: 'camera', what: 'VIDEO LOSS pictures' },
  { kind: 'no-signal-bars', count: 5, of: 'camera', what: 'Colour bars' },
  { kind: 'frozen', count: 20, of: 'camera', what: 'Frozen pictures under a running clock' },
  { kind: 'lens-cap', count: 10, of: 'camera', what: 'Covered lenses' },
  { kind: 'white', count: 4, of: 'camera', what: 'Blinded cameras' },
  { kind: 'unplugged', count: 60, of: 'camera', told: true, what: 'Unplugged cameras' },
  { kind: 'missing', count: 3, of: 'camera', what: 'Deleted channels' },
  { kind: 'unauthorized', count: 2, of: 'nvr', what: 'NVRs with another password' },
  { kind: 'busy', count: 1, of: 'nvr', what: 'NVRs without a free session' },
  { kind: 'refuse', count: 2, of: 'nvr', what: 'NVRs with a dead video service' },
  { kind: 'disk-failed', count: 12, of: 'nvr', told: true, what: 'NVRs with a failed disk' },
  { kind: 'clock-off', count: 15, of: 'nvr', told: true, what: 'NVRs with a wrong clock' },
]

/** What comes and goes; a class that is looked at every minute, so that the day shows it. */
const PASSING: readonly {
  readonly id: string
  readonly kind: FeedFaultKind
  readonly from: number
  readonly to: number
  readonly title: (nvr: string) => string
}[] = [
  { id: 'nvr-black', kind: 'black-clock', from: 60, to: 300, title: (n) => `${n} goes black` },
  { id: 'nvr-stall', kind: 'stall', from: 200, to: 420, title: (n) => `${n} sends nothing` },
  {
    id: 'nvr-no-signal',
    kind: 'no-signal-blue',
    from: 330,
    to: 560,
    title: (n) => `${n} loses the signal of its cameras`,
  },
  {
    id: 'nvr-service',
    kind: 'refuse',
    from: 400,
    to: 600,
    title: (n) => `The video service of ${n} dies and is started again`,
  },
]

const CITY_CAMERAS = 14_000

/**
 * Faults of the feeds for the day of `scriptedDay`, by the same seed. They strike NVRs that the pinger's faults leave
 * alone (while there are such), no NVR twice, and of cameras one on an NVR: its neighbours show what is not theirs.
 */
export function scriptedFeeds(fleet: Fleet, { seed }: { readonly seed: number }): FeedFault[] {
  const free = candidates(fleet, seed, seededRandom(seed, 'feeds'))
  const share = fleet.cameras.length / CITY_CAMERAS
  const passing = PASSING.flatMap(({ title, ...fault }): FeedFault[] => {
    const taken = free.take(1, ({ critical }) => critical) ?? free.take(1, () => true)
    return (taken ?? []).map(({ nvr }) => ({ ...fault, title: title(nvr.name), ids: [nvr.id] }))
  })
  const standing = STANDING.flatMap(({ kind, count, of, what, told }): FeedFault[] => {
    const wanted = Math.max(1, Math.round(count * share))
    const taken =
      free.take(wanted, ({ nvr, critical }) => !critical && (!told || hasApi(nvr))) ?? []
    const ids = taken.map(({ nvr, camera }) => (of === 'nvr' ? nvr.id : camera.id))
    const span = { from: 0, to: PERIOD_S }
    const title = `${what}: ${ids.length}`
    return ids.length === 0 ? [] : [{ id: kind, title, ...span, kind, ids }]
  })
  return [...standing, ...passing]
}

interface Candidate {
  readonly nvr: Nvr
  /** One of its cameras. */
  readonly camera: Camera
  /** Looked at every minute. */
  readonly critical: boolean
}

function candidates(fleet: Fleet, seed: number, random: Random) {
  const struck = new Set(scriptedDay(fleet, { seed }).faults.flatMap(({ addresses }) => addresses))
  const cameras = new Map<string, Camera[]>()
  for (const camera of fleet.cameras) {
    cameras.set(camera.nvr, [...(cameras.get(camera.nvr) ?? []), camera])
  }
  const all = random.shuffled(fleet.nvrs)
  const spared = all.filter(({ address }) => !struck.has(address))
  // In a small city the pinger's faults leave too few alone.
  const others = all.filter(({ address }) => struck.has(address))
  let left = [...spared, ...others].flatMap((nvr): Candidate[] => {
    const own = cameras.get(nvr.id)
    if (!own) return []
    const camera = random.pick(own)
    return [{ nvr, camera, critical: camera.class === 'traffic' || camera.class === 'flood' }]
  })
  return {
    /** The first `count` that will do, or as many as there are; undefined where there is none. */
    take(count: number, fits: (candidate: Candidate) => boolean): Candidate[] | undefined {
      const taken = left.filter(fits).slice(0, count)
      left = left.filter((candidate) => !taken.includes(candidate))
      return taken.length > 0 ? taken : undefined
    },
  }
}

function hasApi({ vendor }: Nvr): boolean {
  return vendor === 'hikvision' || vendor === 'dahua'
}
