// How large the gateway of the city link is: by the video that comes through it at the busiest time.
import type { StackConfig } from '../config.ts'
import { against, shown } from './arithmetic.ts'
import { streamsWatched } from './relay-size.ts'
import type { EstateCounts, LinkSize } from './sizes.ts'

/** Baselines for good, Mbit/s, as AWS gives them for each type; what is above comes in bursts only. */
const TYPES = [
  { instanceType: 't4g.small', mbps: 128 },
  { instanceType: 'c7g.large', mbps: 937 },
  { instanceType: 'c7g.xlarge', mbps: 1876 },
  { instanceType: 'c7g.2xlarge', mbps: 3750 },
  { instanceType: 'c7g.4xlarge', mbps: 7500 },
  { instanceType: 'c7g.8xlarge', mbps: 15_000 },
] as const
/** In the order of size; the last one is taken where none is enough. */
export const GATEWAY_TYPES: readonly string[] = TYPES.map(({ instanceType }) => instanceType)

const PLANNED_SHARE = 0.6
/** AWS, Site-to-Site VPN quotas: of one tunnel; the second one stands by. */
export const VPN_MBPS = 1250
/** Of one look at a feed: 41 to 60 kB, twice in 5 minutes with the default for critical cameras. */
export const LOOK_BYTES = 50_000
export const LOOKS_A_SECOND_A_CAMERA = 2 / 300

/** Megabits a second from the city at the busiest time: streams of the relay, and the worker's looks at feeds. */
export function linkMbps({ cameras }: EstateCounts, relay: StackConfig['relay']): number {
  const streams = (streamsWatched(cameras, relay) * relay.kbps) / 1000
  return streams + (cameras * LOOKS_A_SECOND_A_CAMERA * LOOK_BYTES * 8) / 1e6
}

/** Monotone in cameras, viewers, kbps and share; undefined where there is no gateway of ours. */
export function sizeLink(
  counts: EstateCounts,
  { link, relay }: Pick<StackConfig, 'link' | 'relay'>,
): LinkSize | undefined {
  if (link.type !== 'wireguard') return undefined
  const mbps = linkMbps(counts, relay)
  const fits = TYPES.find((type) => mbps <= type.mbps * PLANNED_SHARE)
  const type = fits ?? TYPES[TYPES.length - 1] ?? TYPES[0]
  const smaller = TYPES[TYPES.indexOf(type) - 1]
  return {
    instanceType: type.instanceType,
    why: [
      `bandwidth: ${shown(streamsWatched(counts.cameras, relay))} streams x ${shown(relay.kbps)} kbit/s + ${shown(counts.cameras * LOOKS_A_SECOND_A_CAMERA)} looks a second x ${LOOK_BYTES / 1000} kB = ${shown(mbps)} Mbit/s, ${against(mbps, type.mbps * PLANNED_SHARE, smaller && { name: smaller.instanceType, most: smaller.mbps * PLANNED_SHARE })}: ${PLANNED_SHARE * 100} % of ${shown(type.mbps)}`,
      ...(fits ? [] : ['no type is enough: split the estate into two stacks']),
    ],
  }
}
