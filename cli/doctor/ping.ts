// Looks at the right to ping: opens a socket as `ronda run` would and asks this machine itself.
import { existsSync } from 'node:fs'
import { messageOf } from '../../fleet/error.ts'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { pingOnce } from '../../probes/icmp/ping.ts'
import { type Finding, ok, warn } from './finding.ts'

const SELF = '127.0.0.1'
const DEADLINE_MS = 2_000
/** Is not in a packed release, where npm cannot bring net-ping either. */
const SOURCES = new URL('../../infra', import.meta.url)

/** Throws what `ronda run` would throw, with its remedy. */
export async function icmp(): Promise<readonly Finding[]> {
  const socket = await openEchoSocket([SELF])
  const { kind, limits } = socket
  socket.close()
  const result = await pingOnce(SELF, AbortSignal.timeout(DEADLINE_MS))
  const answer =
    result.rttUs === undefined
      ? 'does not answer'
      : `answers in ${(result.rttUs / 1000).toFixed(2)} ms`
  const seen = `${kind} socket; ${SELF} ${answer}`
  if (result.outcome !== 'ok') {
    return [warn('ICMP', seen, 'a local firewall may drop echoes: look at nft list ruleset')]
  }
  if (kind === 'raw' || kind === 'dgram') return [ok('ICMP', seen)]
  return [warn('ICMP', `${seen}; ${limits.join('; ')}`, 'a 64-bit Linux has the full engine')]
}

/** Optional: only traceroute wants it where the engine serves. A packed release never has it. */
export async function netPing(): Promise<readonly Finding[]> {
  try {
    const socket = await openEchoSocket([SELF], { kind: 'net-ping' })
    socket.close()
    return [ok('net-ping', 'loads: traceroute works')]
  } catch (error) {
    if (!existsSync(SOURCES)) {
      const seen =
        'not in a packed release; only ronda ping --trace wants it: here traceroute or mtr serve'
      return [ok('net-ping', seen)]
    }
    return [
      warn(
        'net-ping',
        messageOf(error),
        'only ronda ping --trace needs it: a compiler at npm ci, and CAP_NET_RAW',
      ),
    ]
  }
}
