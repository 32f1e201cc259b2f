// Gets what is at an address, over a few redirects, within its limits.
import { HttpLine } from '../nvr/http.ts'
import type { PortalFault, PortalLimits } from './portal-look.ts'

const MOST_REDIRECTS = 3

export interface Got {
  readonly fault: undefined
  readonly status: number
  /** Where it was found in the end. */
  readonly url: URL
  readonly contentType: string
  readonly body: Buffer
}

export type GotOrNot = Got | { readonly fault: PortalFault; readonly status?: number }

/** `leftMs`: until it must have come, connection and all. A portal's certificate must be one that browsers take. */
export async function getPage(
  start: URL,
  { connectMs }: Pick<PortalLimits, 'connectMs'>,
  leftMs: number,
  mostBytes: number,
  signal: AbortSignal,
): Promise<GotOrNot> {
  const end = performance.now() + leftMs
  let url = start
  for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
    const totalMs = end - performance.now()
    if (totalMs <= 0) return { fault: 'timeout' }
    const limits = { connectMs, totalMs, mostBytes }
    const line = new HttpLine(placeOf(url), limits, signal)
    try {
      const answer = await line.ask({ method: 'GET', path: `${url.pathname}${url.search}` })
      if (answer.fault !== undefined) return { fault: answer.fault }
      const { status, body, contentType = '', location } = answer
      const next = status >= 300 && status < 400 && location ? URL.parse(location, url.href) : null
      if (next === null) {
        if (status < 200 || status > 299) return { fault: 'status', status }
        return { fault: undefined, status, url, contentType, body }
      }
      if (next.protocol !== 'http:' && next.protocol !== 'https:') return { fault: 'redirects' }
      url = next
    } finally {
      line.close()
    }
  }
  return { fault: 'redirects' }
}

function placeOf({ hostname, port, protocol }: URL) {
  const tls = protocol === 'https:'
  return { host: hostname, port: port ? Number(port) : tls ? 443 : 80, tls, verifyTls: true }
}
