// One request of a channel over HTTP: no redirect is followed, little is read, and nothing secret is in what it says.
import type { Delivery } from './channel.ts'
import { deliveryOf, type HttpAnswer } from './http-answer.ts'
import { redact } from './redact.ts'

export type Fetch = typeof fetch

export interface HttpRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData
}

/** What the request came to; `lost`: no answer, and why. */
export type HttpOutcome =
  | { readonly answer: HttpAnswer; readonly lost?: undefined }
  | { readonly answer?: undefined; readonly lost: Delivery }

const MOST_READ = 64 * 1024
const READ_MS = 3000

/** Never throws. `signal` ends it. `lost.why` names the host, never the address. */
export async function ask(
  send: Fetch,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpOutcome> {
  const { method, url, headers, body } = request
  try {
    const response = await send(url, {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body === undefined ? {} : { body }),
    })
    const retryAfter = response.headers.get('retry-after') ?? undefined
    return { answer: { status: response.status, retryAfter, text: await beginning(response) } }
  } catch (error) {
    const why = `${url.host}: ${signal.aborted ? 'no answer in time' : lossOf(error)}`
    return { lost: { result: 'later', why } }
  }
}

/** Sends, and says what the answer means; `secrets` are taken out of what is told of it. */
export async function deliver(
  send: Fetch,
  request: HttpRequest,
  signal: AbortSignal,
  options: {
    readonly now: number
    readonly secrets: readonly string[]
    readonly ok?: readonly number[]
  },
): Promise<Delivery> {
  const { answer, lost } = await ask(send, request, signal)
  if (lost !== undefined) return lost
  const delivery = deliveryOf(answer, redact(answer.text, options.secrets), options.now, options.ok)
  if (delivery.result === 'sent') return delivery
  return { ...delivery, why: `${request.url.host} ${delivery.why}` }
}

/** The status is known by then: a text that breaks off or never ends changes nothing, and is not waited for. */
async function beginning(response: Response): Promise<string> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  const tooSlow = setTimeout(() => void reader.cancel().catch(() => undefined), READ_MS)
  try {
    while (length < MOST_READ) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value)
      length += value.length
    }
  } catch {
    // What came so far is enough.
  } finally {
    clearTimeout(tooSlow)
    await reader.cancel().catch(() => undefined)
  }
  return new TextDecoder().decode(Buffer.concat(parts).subarray(0, MOST_READ))
}

/** The code of the innermost error: messages may have the address in them. */
function lossOf(error: unknown): string {
  let inner = error
  for (let depth = 0; depth < 5 && inner instanceof Error && inner.cause !== undefined; depth++)
    inner = inner.cause
  const code = inner instanceof Error && 'code' in inner ? inner.code : undefined
  return typeof code === 'string' ? (LOSSES[code] ?? `no connection (${code})`) : 'no connection'
}

const LOSSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there (ECONNREFUSED)',
  ECONNRESET: 'the connection was broken off (ECONNRESET)',
  UND_ERR_SOCKET: 'the connection was broken off (UND_ERR_SOCKET)',
  ENOTFOUND: 'the name is unknown (ENOTFOUND)',
  EAI_AGAIN: 'the name cannot be looked up now (EAI_AGAIN)',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time (UND_ERR_CONNECT_TIMEOUT)',
}
