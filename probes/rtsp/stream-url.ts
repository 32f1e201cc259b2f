// The URLs of requests: the stream's own, and those that its description controls its parts with.
import { isIPv6 } from 'node:net'
import type { StreamTarget } from './stream-look.ts'

const LONGEST = 2048

/** URL of the request line: never with user or password. The usual ports (554, with TLS 322) are left out. */
export function streamUrl({ host, port, tls, path }: StreamTarget): string {
  const address = host.split('%', 1)[0] as string
  const name = isIPv6(address) ? `[${address}]` : host
  const usual = tls ? 322 : 554
  return requestTarget(
    `rtsp${tls ? 's' : ''}://${name}${port === usual ? '' : `:${port}`}${path.startsWith('/') ? '' : '/'}${path}`,
  )
}

/**
 * What a control attribute names, seen from the base that the server gave (else the request's own URL). A relative one is
 * put behind the base, queries and all, as cameras mean it.
 */
export function controlUrl(base: string, control: string | undefined): string {
  if (control === undefined || control === '' || control === '*') return base
  if (/^rtsps?:\/\//i.test(control)) return requestTarget(control)
  const origin = /^rtsps?:\/\/[^/]*/i.exec(base)?.[0]
  if (control.startsWith('/') && origin !== undefined) return requestTarget(origin + control)
  return requestTarget(`${base}${base.endsWith('/') ? '' : '/'}${control}`)
}

/** The base that a reply names, if it is a URL that can be asked for. */
export function baseUrl(named: string | undefined, own: string): string {
  if (named === undefined || !/^rtsps?:\/\/[^/]/i.test(named)) return own
  return requestTarget(named)
}

/** Nothing in it can end the request line. */
function requestTarget(url: string): string {
  return url
    .slice(0, LONGEST)
    .replaceAll(/[^\x21-\x7e]/gu, (sign) =>
      Buffer.from(sign).reduce((all, byte) => all + percent(byte), ''),
    )
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
