// How large the worker is: from what the round and the looks at feeds were measured to take.
import { against, doubled, GB, roundUp, shown } from './arithmetic.ts'
import { MEMORY_GB } from './memory.ts'
import type { EstateCounts, WorkerSize } from './sizes.ts'

/** Cores that a type gives for good: of burstable ones a fifth of each (AWS, "CPU credits": t4g baseline 20 %). */
const TYPES = [
  { instanceType: 't4g.small', cores: 0.4, memoryGb: MEMORY_GB['t4g.small'] },
  { instanceType: 'c7g.large', cores: 2, memoryGb: MEMORY_GB['c7g.large'] },
  { instanceType: 'c7g.xlarge', cores: 4, memoryGb: MEMORY_GB['c7g.xlarge'] },
  { instanceType: 'c7g.2xlarge', cores: 8, memoryGb: MEMORY_GB['c7g.2xlarge'] },
  { instanceType: 'c7g.4xlarge', cores: 16, memoryGb: MEMORY_GB['c7g.4xlarge'] },
  { instanceType: 'c7g.8xlarge', cores: 32, memoryGb: MEMORY_GB['c7g.8xlarge'] },
] as const
/** In the order of size; the last one is taken where none is enough. */
export const WORKER_TYPES: readonly string[] = TYPES.map(({ instanceType }) => instanceType)

/** docs/benchmarks.md, round.cpu: at most 0.026 of a core for 13,458 addresses every 10 s. */
const CORES_A_PINGED = 0.026 / 13_458
/** docs/benchmarks.md, feeds.city.cpu: at most 0.55 of a core for 14,000 cameras every 5 minutes. */
const CORES_A_LOOK_A_SECOND = 0.55 / (14_000 / 300)
const LOOK_EVERY_S = 300
/** With the default of a look every minute at critical cameras (docs/benchmarks.md, the feeds). */
const LOOKS_FACTOR = 2
/** What a busy minute may need beside: a storm of changes, a drain, housekeeping. */
const BUSY = 0.6

/** docs/benchmarks.md: round.rss 248 MB for 13,458 addresses, feeds.city.rss 479 MB with 14,000 cameras beside. */
const BASE_MB = 100
const MB_A_PINGED = 148 / 13_458
const MB_A_CAMERA = 231 / 14_000
/** The rest is for the system and the page cache of the store. */
const MEMORY_SHARE = 0.5

/** docs/benchmarks.md, store.minute.bytes; docs/configuration.md, retention.minutesDays. */
const BYTES_A_MINUTE = 4.12
const MINUTES_DAYS = 30
/** docs/configuration.md, influx.spool.maxMegabytes. */
const SPOOL_BYTES = 4096e6
/** Transitions, incidents, outbox, log; 400 days. */
const RECORDS_BYTES_A_TARGET = 40_000
/** docs/feeds.md: two pictures of some 6 kB each. */
export const PICTURE_BYTES = 6000
export const PICTURES_A_CAMERA = 2
const DISK_SHARE = 0.5
const STEP_GB = 10

export function workerDataBytes(counts: EstateCounts): number {
  return keptBytes(counts).reduce((sum, [, bytes]) => sum + bytes, 0)
}

function keptBytes({
  targets,
  pinged,
  cameras,
}: EstateCounts): readonly (readonly [string, number])[] {
  return [
    [`minutes of ${MINUTES_DAYS} days`, pinged * 1440 * BYTES_A_MINUTE * MINUTES_DAYS],
    ['spool', SPOOL_BYTES],
    ['records', targets * RECORDS_BYTES_A_TARGET],
    ['pictures', cameras * PICTURES_A_CAMERA * PICTURE_BYTES],
  ]
}

/** Monotone in every count. One worker walks the whole round; a second one would ask everything twice. */
export function sizeWorker(counts: EstateCounts): WorkerSize {
  const { pinged, cameras } = counts
  const looks = (cameras / LOOK_EVERY_S) * LOOKS_FACTOR
  const cores = pinged * CORES_A_PINGED + looks * CORES_A_LOOK_A_SECOND
  const memoryMb = BASE_MB + pinged * MB_A_PINGED + cameras * MB_A_CAMERA
  const fits = TYPES.find((type) => cores <= coresOf(type) && memoryMb <= memoryOf(type))
  const type = fits ?? TYPES[TYPES.length - 1] ?? TYPES[0]
  const smaller = TYPES[TYPES.indexOf(type) - 1]
  const than = (value: number, of: (one: Type) => number) =>
    against(value, of(type), smaller && { name: smaller.instanceType, most: of(smaller) })
  const gb = workerDataBytes(counts) / GB
  const dataGb = roundUp(gb / DISK_SHARE, STEP_GB)
  return {
    instanceType: type.instanceType,
    dataGb,
    why: [
      `cores: ${shown(pinged)} pinged every 10 s + ${shown(looks)} looks at feeds a second = ${shown(cores)}, ${than(cores, coresOf)}: ${BUSY * 100} % of ${shown(type.cores)}`,
      `memory: ${BASE_MB} MB + ${shown(pinged * MB_A_PINGED)} for the pinged + ${shown(cameras * MB_A_CAMERA)} for the cameras = ${shown(memoryMb)} MB, ${than(memoryMb, memoryOf)}: ${MEMORY_SHARE * 100} % of ${type.memoryGb} GB`,
      ...(fits ? [] : ['no type is enough: split the estate into two stacks']),
      `volume: ${keptBytes(counts)
        .map(([what, bytes]) => `${what} ${shown(bytes / GB)}`)
        .join(' + ')} = ${doubled(gb, STEP_GB, dataGb)}`,
    ],
  }
}

type Type = (typeof TYPES)[number]

/** Cores that may be planned with. */
function coresOf({ cores }: Type): number {
  return cores * BUSY
}

/** Megabytes that may be planned with. */
function memoryOf({ memoryGb }: Type): number {
  return memoryGb * 1000 * MEMORY_SHARE
}
