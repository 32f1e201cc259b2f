// Any text as a part of a line, so that it can neither break the line nor become another field, tag or line. What line
// protocol cannot hold is replaced, always in the same way; tried on InfluxDB 1.6.7 with random text.

/**
 * UTF-8 bytes that are kept of one text; the rest is cut off at a character. InfluxDB 1 takes 65,535 bytes of
 * measurement and tags together and 64 KiB of a string: with this no line of ours comes near.
 */
export const MOST_TEXT_BYTES = 2_048

/** Most texts are ids. */
const PLAIN = /^[\w.-]{0,64}$/

/**
 * Escaped; an empty one becomes `_`, and so does a `#` in front, which would make the line a comment. Backslashes become
 * slashes: InfluxDB takes most of them, but does not find all such measurements again.
 */
export function escapeMeasurement(name: string): string {
  const safe = oneLine(name).replaceAll('\\', '/').replace(/[, ]/g, '\\$&')
  return safe === '' ? '_' : safe.replace(/^#/, '_')
}

/**
 * A tag's key or value, escaped. Empty for an empty one: such a tag cannot be written, leave it out.
 * Backslashes before a comma, an equals sign, a space or the end would escape what follows: they become slashes.
 */
export function escapeTag(text: string): string {
  if (PLAIN.test(text)) return text
  const safe = oneLine(text).replace(/\\+(?=[,= ]|$)/g, (run) => '/'.repeat(run.length))
  return safe.replace(/[,= ]/g, '\\$&')
}

/** In double quotes. */
export function quoteText(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  return `"${oneLine(text).replace(/["\\]/g, '\\$&')}"`
}

/**
 * What every text loses: half surrogate pairs become U+FFFD, control characters spaces (a line break would cut the line
 * for everything that works by lines, NUL and CR cannot be asked for in InfluxQL), and what is beyond 2,048 bytes goes.
 */
function oneLine(text: string): string {
  const whole = text.replace(/\p{Cs}/gu, '\ufffd').replace(/\p{Cc}/gu, ' ')
  if (whole.length * 3 <= MOST_TEXT_BYTES || Buffer.byteLength(whole) <= MOST_TEXT_BYTES) {
    return whole
  }
  const bytes = Buffer.from(whole)
  let end = MOST_TEXT_BYTES
  while (((bytes[end] as number) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
