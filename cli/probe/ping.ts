// `ronda probe` of what has no feed: a node or an uplink is asked up to three echoes.
import { pingOnce } from '../../probes/icmp/ping.ts'
import type { ProbeResult } from '../../probes/result.ts'
import { causeText } from '../../texts/icmp.ts'
import { formatRtt } from '../../texts/times.ts'
import type { CommandContext } from '../command.ts'
import type { Goal } from './goal.ts'
import { broken } from './lines.ts'

/** Exit code 0 when it answered, 1 when it did not. */
export async function probeAddress(
  { address }: Extract<Goal, { readonly kind: 'address' }>,
  context: CommandContext,
): Promise<number> {
  const result = await pingOnce(address, context.signal)
  if (context.signal.aborted) return 130
  if (context.json) {
    context.out(`${JSON.stringify({ address, ...result })}\n`)
  } else {
    context.out(`${broken('  ', sentence(result, address)).join('\n')}\n`)
  }
  return result.outcome === 'ok' ? 0 : 1
}

function sentence({ outcome, sent, lost, rttUs, cause }: ProbeResult, address: string): string {
  if (outcome === 'inconclusive') {
    return 'Nothing can be said: no echo could be sent from here. Remedy: ronda doctor says what is missing.'
  }
  const took = rttUs === undefined ? '' : `, the last took ${formatRtt('en', rttUs)}`
  if (outcome === 'ok') return `Answers: ${sent - lost} of ${sent} echoes came back${took}.`
  const said = cause
    ? `${cause.reporter} reports: ${causeText('en', `${cause.type}/${cause.code}`, cause.reporter)}`
    : 'nobody on the way says why'
  return `Silent: none of ${sent} echoes came back, ${said}. Remedy: ronda ping --trace ${address} shows how far they come.`
}
