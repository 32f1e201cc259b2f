// The seam between what is asked and how it goes out: raw, dgram, net-ping, simulated and fault-injecting sockets all
// look like this to the sweep and to the round. One contract suite (test/contracts/echo-socket.ts) runs over them all.

/** Receives what came in. Numbers only: nothing is allocated per packet. */
export interface EchoSink {
  /**
   * An answer to our echo `seq`, from the very address it was sent to. `stampUs`: kernel receive time on the socket's
   * clock. Replies from another address, with another id or nonce never get here: they are counted in `stats.stray`.
   */
  reply(index: number, seq: number, stampUs: number): void
  /** An ICMP error that quotes our echo. `reporter` is to be looked up with `reporterAddress`. */
  error(index: number, seq: number, type: number, code: number, reporter: number): void
}

export interface EchoStats {
  /** Echoes handed to the network. */
  sent: number
  /** Replies that were ours, duplicates included. */
  received: number
  /** Packets that looked like answers and were not ours: foreign source, id or nonce. */
  stray: number
  /** ICMP errors that quoted one of our echoes. */
  errors: number
  /** Sends that the kernel put off (EAGAIN, ENOBUFS). */
  blocked: number
}

export const ECHO_SOCKET_KINDS = ['raw', 'dgram', 'net-ping', 'simulated'] as const
export type EchoSocketKind = (typeof ECHO_SOCKET_KINDS)[number]

/**
 * Sends echoes to a fixed list of addresses (IPv4 and IPv6 mixed, each at most once), named by their position in it.
 * Not for two users at once. Never blocks but in `sleep`.
 */
export interface EchoSocket {
  readonly kind: EchoSocketKind
  /** True where `sleep` blocks the thread; false where the event loop must turn (net-ping): then use `pause`. */
  readonly blocking: boolean
  /** What this socket cannot do, for people: empty for raw. */
  readonly limits: readonly string[]
  readonly stats: Readonly<EchoStats>
  /** Microseconds on the clock of the receive stamps; may step when the system's clock is set. */
  now(): number
  /** Microseconds on a clock that never steps. */
  monotonic(): number
  /** Adds to `now()` to give epoch microseconds. */
  readonly epochUs: number
  /**
   * Sends one echo with sequence number `seq` (0..65535) to each of `targets[from..from+n)`. Gives the number that went
   * out (from the front); 0 when the kernel wants a rest; a negative errno when the first of them cannot be sent to.
   * For each that went out `sentAt[k]` is written, `k` being the same position as in `targets` (not the address's
   * index), in microseconds of `now()`; NaN where the batch was preempted and the time cannot be trusted.
   */
  send(targets: Int32Array, from: number, n: number, seq: number, sentAt: Float64Array): number
  /** Reads what has arrived, at most about `max` packets. Gives the number read. */
  drain(sink: EchoSink, max?: number): number
  /** Blocks the thread for at most `us` microseconds. Only when `blocking`. */
  sleep(us: number): void
  /** As `sleep`, by the event loop. Works on every socket. */
  pause(us: number): Promise<void>
  /** Packets that the kernel dropped on our side since opening (receive buffer full). */
  dropped(): number
  reporterAddress(reporter: number): string
  close(): void
}
