// What a MediaMTX relay says of itself on its metrics page.
import { samplesIn } from './exposition.ts'

export interface RelayFacts {
  /** Streams that it knows, and those of them that have a source now. */
  readonly paths: number
  readonly ready: number
  readonly readers: number
  /** Bytes since its start; absent where it does not say. */
  readonly inboundBytes?: number
  readonly outboundBytes?: number
  readonly inboundErrors?: number
}

type Counter = 'inboundBytes' | 'outboundBytes' | 'inboundErrors'

/** Names of 2025 (docs/2-features/22-metrics.md of bluenviron/mediamtx), then those of the years before. */
const COUNTERS: Readonly<Record<string, Counter>> = {
  paths_inbound_bytes: 'inboundBytes',
  paths_bytes_received: 'inboundBytes',
  paths_outbound_bytes: 'outboundBytes',
  paths_bytes_sent: 'outboundBytes',
  paths_inbound_frames_in_error: 'inboundErrors',
}
const READY = new Set(['ready', 'online'])

/** Undefined where the page is not MediaMTX's. */
export function relayFacts(text: string): RelayFacts | undefined {
  const sums: Partial<Record<Counter, number>> = {}
  let [paths, ready, readers] = [0, 0, 0]
  let isRelay = false
  for (const { name, labels, value } of samplesIn(text, (name) => name.startsWith('paths'))) {
    const counter = COUNTERS[name]
    isRelay ||= name === 'paths' || counter !== undefined
    if (name === 'paths') {
      paths += value
      if (READY.has(labels['state'] ?? '')) ready += value
    } else if (name === 'paths_readers') readers += value
    else if (counter) sums[counter] = (sums[counter] ?? 0) + value
  }
  return isRelay ? { paths, ready, readers, ...sums } : undefined
}
