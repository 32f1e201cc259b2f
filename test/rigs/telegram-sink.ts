// As much of the Telegram Bot API as a bot that sends needs, with its limits and its way of saying no.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SunkPost {
  readonly method: 'sendMessage' | 'sendDocument'
  /** Text or caption after its entities were parsed, as people see it. */
  readonly text: string
  readonly file?: { readonly name: string; readonly content: string }
}

export interface TelegramSink {
  /** For `api` of the settings. */
  readonly url: string
  readonly posts: readonly SunkPost[]
  /** All calls, the refused ones too. */
  readonly calls: () => number
  /** The next so many calls are answered 429 with this `retry_after`, in seconds. */
  busy(calls: number, retryAfterS: number): void
  close(): Promise<void>
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly taken?: Pick<SunkPost, 'method' | 'text'>
}

/** Knows one bot and one chat. */
export async function startTelegramSink(token: string, chat: string): Promise<TelegramSink> {
  const posts: SunkPost[] = []
  let calls = 0
  let busyCalls = 0
  let busyS = 0

  function take(path: string, form: FormData): Answer {
    calls++
    const [, bot, method] = path.split('/')
    if (bot !== `bot${token}`) return no(401, 'Unauthorized')
    if (busyCalls > 0) {
      busyCalls--
      const parameters = { retry_after: busyS }
      return no(429, `Too Many Requests: retry after ${busyS}`, { parameters })
    }
    if (form.get('chat_id') !== chat) return no(400, 'Bad Request: chat not found')
    if (method === 'getChat') return yes({ id: chat })
    if (method !== 'sendMessage' && method !== 'sendDocument') return no(404, 'Not Found')
    const isMessage = method === 'sendMessage'
    const text = parsed(String(form.get(isMessage ? 'text' : 'caption') ?? ''))
    if (form.get('parse_mode') !== 'HTML' || text === undefined)
      return no(400, "Bad Request: can't parse entities")
    if (isMessage && text.trim() === '') return no(400, 'Bad Request: message text is empty')
    if (text.length > (isMessage ? 4096 : 1024))
      return no(400, `Bad Request: ${isMessage ? 'message' : 'message caption'} is too long`)
    return { ...yes({ message_id: calls }), taken: { method, text } }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const parts: Buffer[] = []
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
      const form = await formOf(String(request.headers['content-type']), Buffer.concat(parts))
      const { status, body, taken } = take(request.url ?? '', form)
      if (taken !== undefined) posts.push({ ...taken, ...(await fileOf(form)) })
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(body))
    })()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    calls: () => calls,
    busy(count, retryAfterS) {
      busyCalls = count
      busyS = retryAfterS
    },
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

function yes(result: unknown): Answer {
  return { status: 200, body: { ok: true, result } }
}

function no(
  status: number,
  description: string,
  more: Readonly<Record<string, unknown>> = {},
): Answer {
  return { status, body: { ok: false, error_code: status, description, ...more } }
}

/** Bots may send JSON or a form; here it is a form either way. */
async function formOf(type: string, body: Buffer): Promise<FormData> {
  if (type.startsWith('multipart/form-data'))
    return await new Response(new Uint8Array(body), {
      headers: { 'Content-Type': type },
    }).formData()
  const form = new FormData()
  const fields = JSON.parse(body.toString()) as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(fields))
    form.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return form
}

async function fileOf(form: FormData): Promise<Pick<SunkPost, 'file'>> {
  const file = form.get('document')
  if (file === null || typeof file === 'string') return {}
  return { file: { name: file.name, content: await file.text() } }
}

/** The text of HTML with `b` in it; undefined where a tag is unknown or open, as Telegram refuses it. */
function parsed(html: string): string | undefined {
  const tags = html.match(/<[^>]*>?/g) ?? []
  let open = 0
  for (const tag of tags) {
    if (tag === '<b>') open++
    else if (tag === '</b>') open--
    else return undefined
    if (open < 0 || open > 1) return undefined
  }
  if (open !== 0) return undefined
  return html
    .replace(/<\/?b>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
