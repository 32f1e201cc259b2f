// Which ways on a network anybody may read: messages with secrets and links that act do not go there.
import { isLoopback } from '../../fleet/loopback.ts'

export const WHY_HTTPS =
  'the secret, or the links that acknowledge without a login, could be read on the way'

/** Of the address that an outside watcher is told at: who knows it can say that all is well. */
export const WHY_HTTPS_FOR_LIFE = 'the address is a secret, and could be read on the way'

/** True for http to another machine than this one. */
export function isClearText(url: string): boolean {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'http:' && !isOwnHost(parsed.hostname)
}

/** True for `localhost`, 127.0.0.0/8 and ::1, with or without brackets. */
export function isOwnHost(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '')
  if (address === 'localhost') return true
  return address === '::1' || (/^[\d.]+$/.test(address) && isLoopback(address))
}
