// Traceroute, by net-ping: the routers on the way to an address, as far as they answer.
import { AddressList } from './address-list.ts'
import { netPingRefused } from './net-ping-refused.ts'

export interface Hop {
  /** 1-based distance. */
  readonly hop: number
  /** The router, or the target itself; absent where nobody answered. */
  readonly address?: string
  /** Milliseconds are all that net-ping has. */
  readonly rttMs?: number
  /** The target answered. */
  readonly arrived: boolean
}

export interface TraceOptions {
  /** Longest way. Default 30. */
  readonly hops?: number
  /** For each hop, in milliseconds. Default 1,000. */
  readonly timeoutMs?: number
  /** Silent hops, in all, after which it gives up. Default 5. */
  readonly silentHops?: number
  readonly signal?: AbortSignal
}

/**
 * Calls `onHop` for each hop as it is known and resolves when the target answered, the hops ran out or `signal`
 * aborted. Throws `RND_ADDRESS_INVALID`, `RND_ICMP_PRIVILEGE`, `RND_ICMP_UNSUPPORTED`.
 */
export async function traceRoute(
  address: string,
  onHop: (hop: Hop) => void,
  options: TraceOptions = {},
): Promise<void> {
  const list = AddressList.fromStrings([address])
  const { hops = 30, timeoutMs = 1000, silentHops = 5, signal } = options
  const { default: netPing } = await import('net-ping').catch((error: unknown) => {
    throw netPingRefused(error)
  })
  const session = (() => {
    try {
      return new netPing.Session({
        networkProtocol: list.isIPv6(0)
          ? netPing.NetworkProtocol.IPv6
          : netPing.NetworkProtocol.IPv4,
        retries: 0,
        timeout: timeoutMs,
        sessionId: 1 + Math.floor(Math.random() * 65_534),
      })
    } catch (error) {
      throw netPingRefused(error)
    }
  })()
  await new Promise<void>((resolve) => {
    session.on('error', () => resolve())
    signal?.addEventListener('abort', () => resolve(), { once: true })
    session.traceRoute(
      list.text(0),
      { ttl: hops, maxHopTimeouts: silentHops },
      (error, target, hop, sent, received) => {
        const from = error ? error.source : target
        onHop({
          hop,
          arrived: !error,
          ...(from === undefined
            ? {}
            : { address: from, rttMs: received.getTime() - sent.getTime() }),
        })
        return signal?.aborted
      },
      () => resolve(),
    )
  })
  session.close()
}
