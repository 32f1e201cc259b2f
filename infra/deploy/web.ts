// What deploying asks of the web: whether a place answers, and small files of vendors.
import { lookup } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { Place } from './places.ts'

const ANSWER_MS = 10_000
const DOWNLOAD_MS = 30_000
const MOST_BYTES = 1_000_000

/** Status of its answer. A certificate is judged only where the name itself is asked. */
export function statusOf({ url, at, by }: Place): Promise<number> {
  const target = new URL(by === 'plain http' ? url.replace(/^https:/, 'http:') : url)
  const request = target.protocol === 'https:' ? requestTls : requestPlain
  return new Promise((done, fail) => {
    const sent = request(
      target,
      {
        signal: AbortSignal.timeout(ANSWER_MS),
        rejectUnauthorized: by !== 'any certificate',
        // The name stays what is asked for; only the way there is another.
        ...(at === undefined ? {} : { lookup: (_, options, found) => lookup(at, options, found) }),
      },
      (answer) => {
        answer.destroy()
        done(answer.statusCode ?? 0)
      },
    )
    sent.on('error', fail).end()
  })
}

/** At most 1 MB; throws for anything but 200. */
export async function download(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_MS) })
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of answer.body ?? []) {
    size += part.length
    if (size > MOST_BYTES) throw new Error(`${url} is larger than 1 MB`)
    parts.push(part)
  }
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`)
  return Buffer.concat(parts)
}
