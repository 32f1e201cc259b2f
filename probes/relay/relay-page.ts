// Reads a relay's page piece by piece: one with many paths would hold the thread for too long.
import { setImmediate } from 'node:timers/promises'
import { type RelayFacts, relayFacts } from './relay-facts.ts'

/** About 5 ms of work. */
const PIECE_BYTES = 250_000
const NEW_LINE = 0x0a

/** Undefined where the page is not MediaMTX's. */
export async function readRelay(page: Buffer): Promise<RelayFacts | undefined> {
  let facts: RelayFacts | undefined
  for (let from = 0; from < page.length; ) {
    const end = page.indexOf(NEW_LINE, from + PIECE_BYTES)
    const to = end < 0 ? page.length : end + 1
    facts = sumOf(facts, relayFacts(page.toString('utf8', from, to)))
    from = to
    if (from < page.length) await setImmediate()
  }
  return facts
}

function sumOf(a: RelayFacts | undefined, b: RelayFacts | undefined): RelayFacts | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const sum: Record<string, number> = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + value
  return { ...a, ...sum }
}
