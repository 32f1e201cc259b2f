// Sends what changes to every open page over server-sent events; a reader that cannot keep up is let go.
import type { ServerResponse } from 'node:http'
import { messageOf } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Live, LiveEvent } from '../live.ts'
import { statesOut, summaryOut } from './convert.ts'
import { incidentsOut } from './convert-incidents.ts'

export interface EventLimits {
  /** Readers at the same time; further ones are answered with 503. */
  readonly readers: number
  /** Bytes that may wait for one reader before it is dropped. */
  readonly queueBytes: number
  /** Milliseconds between two comment lines that keep a quiet connection open. */
  readonly heartbeatMs: number
}

/** A mass switch-off of 4,470 targets is an event of 400 kB: a reader may be behind by two of them. */
export const EVENT_LIMITS: EventLimits = {
  readers: 64,
  queueBytes: 1_000_000,
  heartbeatMs: 15_000,
}

export const EVENT_STREAM = 'text/event-stream; charset=utf-8'

/** How long a reader that was let go may still take to read its `resync`. */
const FAREWELL_MS = 5000
const RECONNECT_MS = 2000

/** Holds one subscription to the program and the connections of all readers. */
export class EventHub {
  readonly #live: Live
  readonly #limits: EventLimits
  readonly #logger: Logger
  readonly #readers = new Set<ServerResponse>()
  readonly #unsubscribe: () => void
  readonly #heartbeat: NodeJS.Timeout

  constructor(live: Live, limits: EventLimits, logger: Logger) {
    this.#live = live
    this.#limits = limits
    this.#logger = logger
    this.#unsubscribe = live.subscribe((event) => this.#send(format(event)))
    this.#heartbeat = setInterval(() => this.#send(': alive\n\n'), limits.heartbeatMs)
    this.#heartbeat.unref()
  }

  get full(): boolean {
    return this.#readers.size >= this.#limits.readers
  }

  get readers(): number {
    return this.#readers.size
  }

  /** Takes over `response`; its headers must not have been sent. */
  add(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
    response.writeHead(200, {
      ...headers,
      'content-type': EVENT_STREAM,
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.on('close', () => this.#readers.delete(response))
    response.on('error', (error) => {
      this.#logger.debug({ error: messageOf(error) }, 'a reader of events went away')
      this.#readers.delete(response)
    })
    response.write(`retry: ${RECONNECT_MS}\n${frame('hello', { seq: this.#live.board().seq })}`)
    this.#readers.add(response)
  }

  close(): void {
    clearInterval(this.#heartbeat)
    this.#unsubscribe()
    for (const reader of this.#readers) reader.destroy()
    this.#readers.clear()
  }

  #send(text: string): void {
    for (const reader of this.#readers) {
      if (reader.writableLength + text.length > this.#limits.queueBytes) this.#drop(reader)
      else reader.write(text)
    }
  }

  #drop(reader: ServerResponse): void {
    this.#readers.delete(reader)
    this.#logger.info({ waitingBytes: reader.writableLength }, 'dropped a slow reader of events')
    reader.end(frame('resync', {}))
    setTimeout(() => reader.destroy(), FAREWELL_MS).unref()
  }
}

function format(event: LiveEvent): string {
  switch (event.type) {
    case 'states':
      return frame('states', statesOut(event))
    case 'summary':
      return frame('summary', summaryOut(event.summary))
    case 'incidents':
      return frame('incidents', incidentsOut(event))
  }
}

function frame(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
