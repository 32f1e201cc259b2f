// One address, once: the probe of a single point, for diagnostics and doubts.
import type { ProbeResult } from '../result.ts'
import { openEchoSocket } from './open.ts'
import { sweep } from './sweep.ts'
import { ALIVE } from './sweep-state.ts'

const RETRIES = 2
const TIMEOUT_MS = 1000

/**
 * A `Probe<string>`: up to three echoes of one second each; `failed` when all were lost. `inconclusive` when the socket
 * could not be opened, the address is none, or `signal` came first. Never blocks the thread, never throws.
 */
export async function pingOnce(address: string, signal: AbortSignal): Promise<ProbeResult> {
  const at = Date.now()
  const socket = await openEchoSocket([address]).catch(() => undefined)
  if (!socket) return { kind: 'icmp', at, outcome: 'inconclusive', sent: 0, lost: 0 }
  try {
    const result = await sweep(socket, 1, {
      retries: RETRIES,
      timeoutMs: TIMEOUT_MS,
      signal,
      mayBlock: false,
    })
    const alive = result.state[0] === ALIVE
    const sent = result.tries[0] ?? 0
    const rttUs = result.rttUs[0] ?? Number.NaN
    const cause = result.cause[0] ?? 0
    const unknown = result.undecided > 0 || result.unsure.includes('dropped-here')
    return {
      kind: 'icmp',
      at,
      outcome: alive ? 'ok' : unknown ? 'inconclusive' : 'failed',
      sent,
      lost: alive ? sent - 1 : sent,
      ...(Number.isNaN(rttUs) ? {} : { rttUs }),
      ...(cause > 0
        ? {
            cause: {
              type: cause >> 8,
              code: cause & 255,
              reporter: socket.reporterAddress(result.reporter[0] ?? 0),
            },
          }
        : {}),
    }
  } finally {
    socket.close()
  }
}
