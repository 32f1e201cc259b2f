// `ronda ping --trace ADDRESS`: the routers on the way to a dead point.
import { RondaError } from '../../fleet/error.ts'
import { type Hop, traceRoute } from '../../probes/icmp/trace.ts'
import type { Arguments, CommandContext } from '../command.ts'

/** Exit code 0 when the target answered, 1 when it did not. */
export async function trace(args: Arguments, context: CommandContext): Promise<number> {
  const [address, ...others] = args.positionals
  if (address === undefined || others.length > 0) {
    throw new RondaError('RND_USAGE', 'ronda ping --trace wants exactly one address', {
      remedy: 'ronda ping --trace 10.1.2.3',
    })
  }
  let arrived = false
  await traceRoute(
    address,
    (hop) => {
      arrived ||= hop.arrived
      context.out(context.json ? `${JSON.stringify(hop)}\n` : forPeople(hop))
    },
    { signal: context.signal },
  )
  if (context.signal.aborted) {
    context.err('interrupted: the hops found are printed above\n')
    return 130
  }
  if (!context.json) context.out(arrived ? `${address} answers\n` : `${address} does not answer\n`)
  return arrived ? 0 : 1
}

function forPeople({ hop, address, rttMs }: Hop): string {
  return `${String(hop).padStart(3)}  ${address ?? '*'}${rttMs === undefined ? '' : `  ${rttMs} ms`}\n`
}
