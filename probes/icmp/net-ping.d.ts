// The part of net-ping that is used here; the package has no types of its own.
declare module 'net-ping' {
  export interface Request {
    readonly id: number
    readonly target: string
  }

  export interface SessionOptions {
    readonly networkProtocol?: number
    readonly packetSize?: number
    readonly retries?: number
    readonly sessionId?: number
    readonly timeout?: number
    readonly ttl?: number
  }

  type Answered = (error: Error | null, target: string, sent: Date, received: Date) => void
  type HopAnswered = (
    error: (Error & { readonly source?: string }) | null,
    target: string,
    ttl: number,
    sent: Date,
    received: Date,
  ) => boolean | undefined

  export class Session {
    constructor(options: SessionOptions)
    readonly reqs: Readonly<Record<number, Request | undefined>>
    pingHost(target: string, callback: Answered): this
    traceRoute(
      target: string,
      options: { readonly ttl: number; readonly maxHopTimeouts: number },
      feed: HopAnswered,
      done: (error: Error | null, target: string) => void,
    ): this
    on(event: 'error', listener: (error: Error) => void): this
    close(): this
    onSocketMessage(buffer: Buffer, source: string): void
    onSocketSend(request: Request, error: Error | null, bytes: number): void
  }

  export const NetworkProtocol: { readonly IPv4: number; readonly IPv6: number }
}
