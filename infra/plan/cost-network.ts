// Lines of the estimate for what moves: ways out, addresses, the link, video, and the log of all flows.
import type { StackConfig } from '../config.ts'
import { MONTH_HOURS as HOURS, many, shown } from './arithmetic.ts'
import { type Bill, line, machine, machineUsd, sum, usd } from './cost-line.ts'
import { MEAN_OF_BUSIEST } from './counts.ts'
import { PRICES } from './prices.ts'
import type { CostLine } from './sizes.ts'

/** Months that a line of the flow log is kept: infra/network/flow-logs.ts. */
const FLOW_LOG_MONTHS = 3

/** NAT gateways and endpoints; what goes through them, where the estate has no link; the zone. */
export function networkLine({ config, counts, traffic }: Bill): CostLine {
  const { waysOut, endpointAddresses } = counts
  // Without a link everything of the estate comes and goes through the gateways.
  const gb = config.link.type === 'none' ? traffic.drawn + traffic.looked + traffic.toCity : 0
  const out = config.link.type === 'none' ? traffic.toCity : 0
  const zone = config.zoneId === undefined ? 0 : PRICES.zone
  const hourly = waysOut * PRICES.natHour + endpointAddresses * PRICES.endpointHour
  return line(
    'network',
    hourly * HOURS + gb * PRICES.natGb + out * PRICES.outGb + zone,
    sum(
      `(${waysOut} NAT x ${usd(PRICES.natHour)} + ${endpointAddresses} endpoints x ${usd(PRICES.endpointHour)}) x ${HOURS} h`,
      gb > 0 && `${shown(gb)} GB through NAT x ${usd(PRICES.natGb)}`,
      out > 0 && `${shown(out)} GB to the city x ${usd(PRICES.outGb)}`,
      zone > 0 && `zone ${usd(zone)}`,
    ),
  )
}

/** Every public IPv4 address, by the hour, whoever has it. */
export function addressesLine({ counts: { addresses } }: Bill): CostLine {
  return line(
    'public addresses',
    addresses * PRICES.publicAddressHour * HOURS,
    `${shown(addresses)} IPv4 x ${usd(PRICES.publicAddressHour)} x ${HOURS} h`,
  )
}

/** AWS's VPN or our gateway, and what goes out by it; undefined without a link. */
export function linkLine({ sizes, config, traffic }: Bill): CostLine | undefined {
  const { link: gateway, relay } = sizes
  const { toCity } = traffic
  if (config.link.type === 'none') return undefined
  const out = `${shown(toCity)} GB to the city x ${usd(PRICES.outGb)}`
  if (gateway === undefined)
    return line(
      'city link',
      PRICES.vpnHour * HOURS + toCity * PRICES.outGb,
      sum(`VPN ${usd(PRICES.vpnHour)} x ${HOURS} h`, out),
    )
  // The gateway is in the first zone; origins go round the zones.
  const crossing = relay.origins > 1 ? traffic.drawn * otherZones(config) : 0
  return line(
    'city link',
    machineUsd(gateway.instanceType) + toCity * PRICES.outGb + crossing * 2 * PRICES.crossZoneGb,
    sum(
      machine(gateway.instanceType),
      out,
      crossing > 0 && `${shown(crossing)} GB to another zone x ${usd(2 * PRICES.crossZoneGb)}`,
    ),
  )
}

/** The machines of the relay, and the video that they give; none without a relay. */
export function relayLines({ sizes, config, counts, traffic }: Bill): CostLine[] {
  const { relay } = sizes
  if (relay.origins === 0) return []
  const { kbps, viewers } = config.relay
  const { mean } = counts.edges
  const machines = relay.origins * machineUsd(relay.originType) + mean * machineUsd(relay.edgeType)
  const out = traffic.toViewers
  // The load balancer gives a viewer an edge of any zone, and an edge asks an origin of any zone.
  const crossing = (out + traffic.toEdges) * otherZones(config)
  return [
    line(
      'relay',
      machines + PRICES.balancerHour * HOURS,
      sum(
        `(${many(relay.origins, 'origin')} and ${many(mean, 'edge')} on average) x ${machine(relay.edgeType)}`,
        `load balancer ${usd(PRICES.balancerHour)} x ${HOURS} h`,
      ),
    ),
    line(
      'video to viewers',
      out * (PRICES.outGb + PRICES.balancerGb) + crossing * 2 * PRICES.crossZoneGb,
      sum(
        `${shown(viewers)} viewers x ${shown(kbps)} kbit/s x ${MEAN_OF_BUSIEST} = ${shown(out)} GB x (${usd(PRICES.outGb)} out + ${usd(PRICES.balancerGb)} balancer)`,
        `${shown(crossing)} GB to another zone x ${usd(2 * PRICES.crossZoneGb)}`,
      ),
    ),
  ]
}

/** Taken in once, kept for a while. */
export function flowLogLine({ traffic: { flowLog } }: Bill): CostLine {
  const kept = FLOW_LOG_MONTHS * PRICES.logKeptGb
  return line(
    'flow logs',
    flowLog * (PRICES.logGb + kept),
    `${shown(flowLog)} GB x (${usd(PRICES.logGb)} taken in + ${usd(kept)} kept ${FLOW_LOG_MONTHS} months)`,
  )
}

/** Share of what is in any zone, that is not in a given one. */
function otherZones({ network: { zones } }: StackConfig): number {
  return (zones - 1) / zones
}
