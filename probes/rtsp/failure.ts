// Why a look came to nothing: one of the words of the contract, and the sentence that people read.
import type { StreamFault } from './stream-look.ts'

export interface Failure {
  readonly fault: StreamFault
  /** A short English sentence without secrets. */
  readonly says: string
  /** RTSP status of the reply that failed. */
  readonly status?: number
}

export function failed(value: unknown): value is Failure {
  return typeof value === 'object' && value !== null && 'fault' in value
}

/** Text from a network as it may be shown: printable ASCII only, at most `most` characters. */
export function shown(text: string, most = 100): string {
  return text
    .replaceAll(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, most)
}
