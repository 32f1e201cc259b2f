// What a stack sends around in a month: video, looks at feeds, echoes, and the log of all that.
import type { StackConfig } from '../config.ts'
import { MONTH_S } from './arithmetic.ts'
import { MEAN_OF_BUSIEST } from './counts.ts'
import { LOOK_BYTES, LOOKS_A_SECOND_A_CAMERA } from './link-size.ts'
import { streamsWatched } from './relay-size.ts'
import type { Sizes } from './sizes.ts'

/** docs/configuration.md, round.everyMs. */
const ECHO_EVERY_S = 10
/** On the city's line: 44 of the echo, and what a tunnel puts around it (WireGuard 60, IPsec up to 73). */
const ECHO_BYTES = 110
/** Of what is fetched over TCP, that goes back as acknowledgements and requests: our estimate. */
const ANSWERED_SHARE = 0.03
/** Seconds of one line of the flow log, and its bytes: infra/network/flow-logs.ts, and the default format of AWS. */
const FLOW_EVERY_S = 600
const FLOW_LINE_BYTES = 120

/** Gigabytes a month. */
export interface Traffic {
  /** Out to the internet, through edges. */
  readonly toViewers: number
  /** From origins to edges. */
  readonly toEdges: number
  /** From the city to origins, and by looks of the worker. */
  readonly drawn: number
  readonly looked: number
  /** Echoes, and answers to what is fetched. */
  readonly toCity: number
  readonly flowLog: number
}

/** The synthetic city is on the worker itself: nothing of it is on any line. */
export function trafficOf(sizes: Sizes, config: StackConfig, edges: number): Traffic {
  const { estate, relay } = sizes
  const { kbps, viewers } = config.relay
  const isThere = config.estate !== undefined
  const gbOf = (streams: number) => (streams * kbps * 125 * MONTH_S * MEAN_OF_BUSIEST) / 1e9
  const streams = relay.origins === 0 ? 0 : streamsWatched(estate.cameras, config.relay)
  const watching = relay.origins === 0 ? 0 : viewers
  const drawn = isThere ? gbOf(streams) : 0
  const looks = isThere ? estate.cameras * LOOKS_A_SECOND_A_CAMERA : 0
  const echoes = isThere ? estate.pinged / ECHO_EVERY_S : 0
  const looked = (looks * LOOK_BYTES * MONTH_S) / 1e9
  // What passes a machine or a gateway of ours is logged there too. A flow has a line for either direction.
  const passes = config.link.type === 'vpn' ? 1 : 2
  const fromCity = (isThere ? estate.pinged : 0) + looks * FLOW_EVERY_S + (isThere ? streams : 0)
  const lines = 2 * passes * fromCity + 2 * 2 * watching
  return {
    toViewers: gbOf(watching),
    // Each stream at most once an edge.
    toEdges: gbOf(Math.min(watching, streams * edges)),
    drawn,
    looked,
    toCity: (echoes * ECHO_BYTES * MONTH_S) / 1e9 + (drawn + looked) * ANSWERED_SHARE,
    flowLog: (lines * FLOW_LINE_BYTES * (MONTH_S / FLOW_EVERY_S)) / 1e9,
  }
}
