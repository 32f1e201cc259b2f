// Answers of lines `key=value`, as Dahua's CGI gives them, bounded.

const MOST_BYTES = 512_000
const MOST_LINES = 5000
const MOST_KEY = 200
const MOST_VALUE = 500

/** Undefined where no line is of that form, as in a web page or in "Error". Of a key said twice the first stands. */
export function readKeyValues(body: Uint8Array): ReadonlyMap<string, string> | undefined {
  if (body.length > MOST_BYTES) return undefined
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8')
  if (/^\s*</.test(text)) return undefined
  const found = new Map<string, string>()
  let at = 0
  for (let lines = 0; at < text.length && lines < MOST_LINES; lines++) {
    const next = text.indexOf('\n', at)
    const end = next < 0 ? text.length : next
    const equals = text.indexOf('=', at)
    if (equals > at && equals < end && equals - at <= MOST_KEY) {
      const key = text.slice(at, equals).trim()
      const value = text.slice(equals + 1, Math.min(end, equals + 1 + MOST_VALUE)).trim()
      if (/^[\w.[\]]+$/.test(key) && !found.has(key)) found.set(key, value)
    }
    // Without a further equals sign there is nothing to find.
    if (equals < 0) break
    at = end + 1
  }
  return found.size === 0 ? undefined : found
}
