// Counts wrong tokens by where they come from, so that one who guesses locks out nobody but himself.
import { isIPv4 } from 'node:net'

/** Wrong tokens from one place within a minute, before the form answers 429. */
const MOST_WRONG = 20
const MINUTE_MS = 60_000
/** Places that are remembered; beyond it the one that has been silent longest is forgotten. */
const MOST_PLACES = 1000

export interface Guesses {
  /** True while `address` has guessed wrong too often; `now` in epoch milliseconds. */
  tooMany(address: string, now: number): boolean
  /** Remembers one wrong token from `address`. */
  wrong(address: string, now: number): void
}

/** Nothing is remembered yet. Memory is bounded: 20 times for each of at most 1,000 places. */
export function countGuesses(): Guesses {
  const places = new Map<string, readonly number[]>()
  const recent = (place: string, now: number): readonly number[] =>
    (places.get(place) ?? []).filter((at) => now - at < MINUTE_MS)
  return {
    tooMany: (address, now) => recent(placeOf(address), now).length >= MOST_WRONG,
    wrong(address, now) {
      const place = placeOf(address)
      const times = [...recent(place, now), now].slice(-MOST_WRONG)
      // Taken out and put in again: the order of the map is then that of the last guess.
      places.delete(place)
      places.set(place, times)
      const [oldest] = places.keys()
      if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest)
    },
  }
}

/** An IPv4 address; of IPv6 the /64, because one line has all the addresses in it. */
function placeOf(address: string): string {
  const mapped = address.replace(/^::ffff:/i, '')
  if (isIPv4(mapped)) return mapped
  const [plain = ''] = address.split('%', 1)
  const [left, right] = plain.split('::', 2).map((part) => part.split(':').filter(Boolean))
  const [head, tail] = [left ?? [], right ?? []]
  const zeros = Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0')
  return [...head, ...zeros, ...tail].slice(0, 4).join(':')
}
