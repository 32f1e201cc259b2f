// The head of an RTSP message (RFC 2326): its first line and its headers.

export interface Reply {
  readonly type: 'reply'
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: string
}

/** What the server asks of us. */
export interface ServerRequest {
  readonly type: 'request'
  readonly method: string
  readonly headers: Headers
}

/** By name in lower case; a header that came twice has two values. */
export type Headers = ReadonlyMap<string, readonly string[]>

/** Undefined where the first line is not RTSP's. */
export type Head = Omit<Reply, 'body'> | ServerRequest

export function readHead(text: string): Head | undefined {
  const lines = text.split('\n')
  const first = (lines[0] as string).trimEnd()
  const reply = /^RTSP\/\d\.\d +(\d{3})(?: +(.*))?$/.exec(first)
  if (reply) {
    return {
      type: 'reply',
      status: Number(reply[1]),
      reason: reply[2] ?? '',
      headers: readHeaders(lines),
    }
  }
  const request = /^([A-Z_]{1,32}) \S+ RTSP\/\d\.\d$/.exec(first)
  if (!request) return undefined
  return { type: 'request', method: request[1] as string, headers: readHeaders(lines) }
}

/** The first value, or undefined. */
export function header(headers: Headers, name: string): string | undefined {
  return headers.get(name)?.[0]
}

/** A line that begins with white space goes on with the one before; a line without a colon says nothing. */
function readHeaders(lines: readonly string[]): Headers {
  const headers = new Map<string, string[]>()
  let last: string[] | undefined
  for (const line of lines.slice(1)) {
    const text = line.trim()
    if (text === '') continue
    if (last !== undefined && /^[ \t]/.test(line)) {
      last.push(`${last.pop()} ${text}`)
      continue
    }
    const colon = text.indexOf(':')
    if (colon <= 0) continue
    const name = text.slice(0, colon).trimEnd().toLowerCase()
    const values = headers.get(name)
    last = values ?? []
    last.push(text.slice(colon + 1).trim())
    if (values === undefined) headers.set(name, last)
  }
  return headers
}
