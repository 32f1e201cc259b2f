// Reads RTSP requests out of the bytes of a connection; what the client sends between them (RTCP) is left out.

export interface RtspRequest {
  readonly method: string
  /** As it stands in the request line. */
  readonly uri: string
  /** By names in lower case. */
  readonly headers: ReadonlyMap<string, string>
}

const MOST_HEADER_BYTES = 16_384
const MOST_BODY_BYTES = 65_536
const DOLLAR = 0x24

export class RtspRequests {
  #bytes: Buffer = Buffer.alloc(0)

  /** Requests that are complete now; undefined: this is no RTSP, or too much of it. */
  push(chunk: Buffer): RtspRequest[] | undefined {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk])
    const found: RtspRequest[] = []
    for (;;) {
      const bytes = this.#bytes
      if (bytes.length === 0) return found
      if (bytes[0] === DOLLAR) {
        const end = bytes.length < 4 ? undefined : 4 + bytes.readUInt16BE(2)
        if (end === undefined || bytes.length < end) return found
        this.#bytes = bytes.subarray(end)
        continue
      }
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) return bytes.length > MOST_HEADER_BYTES ? undefined : found
      const request = read(bytes.toString('latin1', 0, end))
      const body = Number(request?.headers.get('content-length') ?? 0)
      if (!request || !(body >= 0 && body <= MOST_BODY_BYTES)) return undefined
      if (bytes.length < end + 4 + body) return found
      this.#bytes = bytes.subarray(end + 4 + body)
      found.push(request)
    }
  }
}

function read(text: string): RtspRequest | undefined {
  const [first = '', ...lines] = text.split('\r\n')
  const [, method, uri] = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(first) ?? []
  if (method === undefined || uri === undefined) return undefined
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method, uri, headers }
}
