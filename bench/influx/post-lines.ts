// The shortest way to an InfluxDB 1: one kept connection, one request at a time.
import { Agent, request } from 'node:http'
import type { NewFrame } from '../../store/spool/spool.ts'

export interface LinePoster {
  /** Resolves when the server has taken it; rejects on any other answer than 204. */
  post(head: Pick<NewFrame, 'tier' | 'precision'>, gzipped: Uint8Array): Promise<void>
  close(): void
}

export function linePoster(url: string): LinePoster {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    post: ({ tier, precision }, gzipped) =>
      new Promise((resolve, reject) => {
        const sent = request(
          `${url}/write?db=ronda&rp=${tier}&precision=${precision}`,
          {
            method: 'POST',
            agent,
            headers: { 'content-encoding': 'gzip', 'content-length': gzipped.length },
          },
          (answer) => {
            answer.resume()
            answer.on('end', () =>
              answer.statusCode === 204 ? resolve() : reject(new Error(`${answer.statusCode}`)),
            )
          },
        )
        sent.on('error', reject)
        sent.end(gzipped)
      }),
    close: () => agent.destroy(),
  }
}
