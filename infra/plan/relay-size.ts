// How large the relay is: origins by the streams that they pull, edges by those who watch.
import type { StackConfig } from '../config.ts'
import { shown } from './arithmetic.ts'
import type { EstateCounts, RelaySize } from './sizes.ts'

export const RELAY_TYPE = 'c7g.large'
/** What a c7g.large may carry for good (AWS, "Compute optimized instances: network": baseline 0.937 Gbit/s). */
const BASELINE_KBPS = 937_000
/** More is not planned for: streams come in bursts, and a neighbour's share arrives when an instance fails. */
const PLANNED_SHARE = 0.6
/** Of encrypted sessions (WebRTC, HLS over TLS) on 2 cores: our own caution, not measured. */
const MOST_READERS = 700
/** Of on-demand sources that are open at one time: our own caution, not measured. */
const MOST_STREAMS = 700
const PLANNED_KBPS = BASELINE_KBPS * PLANNED_SHARE
/** Up to so many viewers one edge is enough at quiet times. */
const FEW_VIEWERS = 50

/** Streams that are pulled from the city at one time, at most: nobody watches more than one, a wall of 16 counts 16. */
export function streamsWatched(cameras: number, relay: StackConfig['relay']): number {
  return Math.min(Math.ceil(cameras * relay.watchedShare), relay.viewers)
}

/** Monotone in cameras, viewers, kbps and share. Without viewers or cameras there is no relay. */
export function sizeRelay({ cameras }: EstateCounts, relay: StackConfig['relay']): RelaySize {
  const { viewers, kbps, watchedShare } = relay
  const streams = streamsWatched(cameras, relay)
  const types = { originType: RELAY_TYPE, edgeType: RELAY_TYPE }
  if (streams === 0) {
    const why = [viewers === 0 ? 'nobody watches: no relay' : 'no cameras: no relay']
    return { ...types, origins: 0, edgesLeast: 0, edgesMost: 0, readersPerEdge: 0, why }
  }
  const readersPerEdge = Math.max(1, Math.min(MOST_READERS, Math.floor(PLANNED_KBPS / kbps)))
  const needed = Math.ceil(viewers / readersPerEdge)
  const edgesMost = needed + 1
  const edgesLeast = viewers <= FEW_VIEWERS ? 1 : 2
  // Edges pull what their readers watch, each stream at most once an edge.
  const pulled = Math.min(viewers, streams * edgesMost)
  const originKbps = (streams + pulled) * kbps
  const origins = Math.max(Math.ceil(originKbps / PLANNED_KBPS), Math.ceil(streams / MOST_STREAMS))
  return {
    ...types,
    origins,
    edgesLeast,
    edgesMost,
    readersPerEdge,
    why: [
      `streams: ${shown(cameras)} cameras x ${shown(watchedShare)} watched, by at most ${shown(viewers)} viewers = ${shown(streams)}, ${shown((streams * kbps) / 1000)} Mbit/s from the city`,
      `origins: (${shown(streams)} in + ${shown(pulled)} out) x ${shown(kbps)} kbit/s = ${shown(originKbps / 1000)} Mbit/s, each at most ${shown(PLANNED_KBPS / 1000)} and ${MOST_STREAMS} streams = ${origins}`,
      `edges: ${shown(viewers)} viewers, each edge at most ${shown(PLANNED_KBPS / 1000)} Mbit/s and ${MOST_READERS} viewers, so ${shown(readersPerEdge)} = ${needed}, and one to spare; ${edgesLeast} at the least`,
    ],
  }
}
