// Sockets that fail, for a round's thread to load by name.
import { RondaError } from '../../fleet/error.ts'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'

export function refused(): never {
  throw new RondaError('RND_ICMP_PRIVILEGE', 'may not ping', { remedy: 'ask root' })
}

export function breaksOnSend(inner: EchoSocket): EchoSocket {
  inner.send = () => {
    throw new Error('the card was pulled out')
  }
  return inner
}
