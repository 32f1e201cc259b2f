// What is said when net-ping does not load or may not open its socket.
import { messageOf, RondaError } from '../../fleet/error.ts'
import { notAllowed } from './privilege.ts'

export function netPingRefused(error: unknown): RondaError {
  const message = messageOf(error)
  if (/EPERM|EACCES|not permitted|denied/i.test(message)) {
    return notAllowed([`net-ping (raw socket): ${message}`])
  }
  return new RondaError('RND_ICMP_UNSUPPORTED', `net-ping does not load: ${message}`, {
    remedy: 'npm rebuild raw-socket (it needs a C++ compiler and Python)',
    cause: error,
  })
}
