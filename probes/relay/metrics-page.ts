// Gets a page of metrics: one question, bounded in time and bytes.
import { HttpLine } from '../nvr/http.ts'
import type { HttpFault } from '../nvr/http-fault.ts'

export interface MetricsPlace {
  readonly url: string
  /** Sent as Bearer; never logged. */
  readonly token: string | undefined
}

export interface MetricsLimits {
  readonly connectMs: number
  /** The whole look. */
  readonly totalMs: number
  readonly mostBytes: number
}

/** A relay with 14,000 paths shows some 10 MB. */
export const RELAY_LIMITS: MetricsLimits = {
  connectMs: 3000,
  totalMs: 8000,
  mostBytes: 32_000_000,
}
/** Read in one go: node_exporter shows some 100 kB. */
export const HOST_LIMITS: MetricsLimits = { connectMs: 3000, totalMs: 5000, mostBytes: 2_000_000 }

export type MetricsPage =
  | { readonly fault: undefined; readonly body: Buffer }
  | { readonly fault: HttpFault | 'status'; readonly status?: number }

/** Never rejects. Follows no redirect: a token is for nobody else. */
export async function getMetrics(
  { url: address, token }: MetricsPlace,
  limits: MetricsLimits,
  signal: AbortSignal,
): Promise<MetricsPage> {
  const url = new URL(address)
  const tls = url.protocol === 'https:'
  const port = url.port ? Number(url.port) : tls ? 443 : 80
  const line = new HttpLine({ host: url.hostname, port, tls, verifyTls: true }, limits, signal)
  try {
    const answer = await line.ask({
      method: 'GET',
      path: `${url.pathname}${url.search}`,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    })
    if (answer.fault !== undefined) return { fault: answer.fault }
    const { status, body } = answer
    return status === 200 ? { fault: undefined, body } : { fault: 'status', status }
  } finally {
    line.close()
  }
}
