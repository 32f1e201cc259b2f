// One RTSP connection: requests and their replies by number, packets in between, everything bounded in time and bytes.
import type { Socket } from 'node:net'
import { type Failure, failed, shown } from './failure.ts'
import { header, type Reply, type ServerRequest } from './message.ts'
import { MessageReader, type MessageTaker } from './message-reader.ts'
import { socketFailure } from './open-socket.ts'
import type { StreamLimits } from './stream-look.ts'

/** A server that asks more often than this is not answered any more. */
const MOST_ANSWERS = 32

export class Connection implements MessageTaker {
  /** Takes packets; a view that is good only during the call. */
  onPacket: ((channel: number, bytes: Buffer) => void) | undefined
  /** Called once, when nothing more is to be expected. */
  onEnd: ((failure: Failure) => void) | undefined
  receivedBytes = 0
  readonly #socket: Socket
  readonly #limits: StreamLimits
  readonly #reader: MessageReader
  #ended: Failure | undefined
  /** The bytes cannot be told apart any more. */
  #deaf = false
  #number = 0
  #waiting: { readonly number: number; settle(result: Reply | Failure): void } | undefined
  #answers = 0

  constructor(socket: Socket, limits: StreamLimits) {
    this.#socket = socket
    this.#limits = limits
    this.#reader = new MessageReader(limits, this)
    // Of a socket under TLS; another one's bytes come by `take`.
    socket.on('data', (chunk: Buffer) => this.take(chunk))
    socket.on('error', (error) => this.#break(socketFailure(error)))
    socket.on('close', () =>
      this.#break({ fault: 'closed', says: 'the server closed the connection' }),
    )
  }

  /** One at a time. `headers` are whole lines without their ends. */
  request(
    method: string,
    url: string,
    headers: readonly string[],
    limitMs: number,
  ): Promise<Reply | Failure> {
    if (this.#ended) return Promise.resolve(this.#ended)
    return this.#ask(method, url, headers, limitMs)
  }

  /** What waits ends with this, and no further request begins; TEARDOWN is still possible. */
  stop(failure: Failure): void {
    if (this.#ended !== undefined) return
    this.#ended = failure
    this.#waiting?.settle(failure)
    this.onEnd?.(failure)
  }

  /** Says goodbye, waits at most `teardownMs` for the answer, and lets go of the socket. Never rejects. */
  async close(farewell: { url: string; headers: readonly string[] } | undefined): Promise<void> {
    this.onPacket = undefined
    this.onEnd = undefined
    this.#waiting?.settle({ fault: 'closed', says: 'we closed the connection' })
    if (farewell !== undefined && this.#socket.writable) {
      const { teardownMs } = this.#limits
      const reply = this.#ask('TEARDOWN', farewell.url, farewell.headers, teardownMs)
      if (this.#deaf) this.#waiting?.settle({ fault: 'protocol', says: 'nothing can be read' })
      await reply
    }
    this.#ended ??= { fault: 'closed', says: 'we closed the connection' }
    this.#socket.destroy()
    this.#deaf = true
    this.#reader.release()
  }

  /** What came; a view that need be good only during the call. */
  take(chunk: Buffer): void {
    if (this.#deaf) return
    this.receivedBytes += chunk.length
    const { mostBytes } = this.#limits
    if (this.receivedBytes > mostBytes) {
      this.#break({ fault: 'too_much', says: `more than ${mostBytes} bytes came` })
      return
    }
    let failure: Failure | undefined
    try {
      failure = this.#reader.push(chunk)
    } catch (error) {
      // Bytes of a stranger never end the program, whatever we overlooked.
      const name = error instanceof Error ? error.name : 'something'
      failure = { fault: 'protocol', says: `the bytes that came could not be read (${name})` }
    }
    if (failure) this.#break(failure)
  }

  message(message: Reply | ServerRequest): void {
    const number = header(message.headers, 'cseq')
    if (message.type === 'request') {
      this.#answer(message.method, number)
      return
    }
    const waiting = this.#waiting
    // A reply without a number can only be the one that is waited for.
    if (waiting === undefined || Number(number ?? waiting.number) !== waiting.number) return
    // 1xx: the reply itself is still to come.
    if (message.status >= 200) waiting.settle(message)
  }

  packet(channel: number, bytes: Buffer): void {
    this.onPacket?.(channel, bytes)
  }

  #ask(
    method: string,
    url: string,
    headers: readonly string[],
    limitMs: number,
  ): Promise<Reply | Failure> {
    const number = ++this.#number
    const lines = [
      `${method} ${url} RTSP/1.0`,
      `CSeq: ${number}`,
      'User-Agent: Ronda',
      ...headers,
      '\r\n',
    ]
    return new Promise((resolve) => {
      const says = `no reply to ${method} within ${limitMs} ms`
      const timer = setTimeout(() => settle({ fault: 'reply_timeout', says }), limitMs)
      const settle = (result: Reply | Failure): void => {
        clearTimeout(timer)
        this.#waiting = undefined
        resolve(result)
      }
      this.#waiting = { number, settle }
      this.#socket.write(lines.join('\r\n'))
    })
  }

  /** Nothing that comes from now on can be used. */
  #break(failure: Failure): void {
    this.#deaf = true
    this.#waiting?.settle(failure)
    this.stop(failure)
  }

  #answer(method: string, number: string | undefined): void {
    if (number === undefined || !/^\d{1,10}$/.test(number)) return
    if (++this.#answers > MOST_ANSWERS || !this.#socket.writable) return
    const known = method === 'OPTIONS' || method === 'GET_PARAMETER' || method === 'SET_PARAMETER'
    const status = known ? '200 OK' : '501 Not Implemented'
    this.#socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${number}\r\n\r\n`)
  }
}

/** What the server calls itself. */
export function serverName(reply: Reply | Failure): string | undefined {
  if (failed(reply)) return undefined
  const name = shown(header(reply.headers, 'server') ?? '')
  return name === '' ? undefined : name
}
