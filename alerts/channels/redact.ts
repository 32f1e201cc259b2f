// Takes secrets out of what a receiver answered before it stands in a log, an error or the store.

const HIDDEN = '[secret]'
/** Shorter parts of an address are words, not secrets. */
const SHORTEST_PART = 8
/** Shorter secrets would make every text unreadable; no receiver gives one out. */
const SHORTEST_SECRET = 4
const LONGEST = 300
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\s]+/gu

/** One line of at most 300 characters of `text`, without any of `secrets`, as they are or as an address or a header has them. */
export function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      encodeURI(secret),
      Buffer.from(secret).toString('base64'),
    ])
    .sort((a, b) => b.length - a.length)
  let safe = text
  for (const form of new Set(forms)) safe = safe.replaceAll(form, HIDDEN)
  return safe.replace(CONTROL, ' ').trim().slice(0, LONGEST)
}

/** The parts of an address that open a door: user, password, long parts of the path, values of the query. */
export function secretsOfUrl(url: URL): readonly string[] {
  const parts = [...url.pathname.split('/'), url.hash.slice(1)].filter(
    (part) => part.length >= SHORTEST_PART,
  )
  return [
    url.href,
    `${url.pathname}${url.search}`,
    url.username,
    decode(url.username),
    url.password,
    decode(url.password),
    ...parts,
    ...parts.map(decode),
    ...url.searchParams.values(),
  ].filter((part) => part !== '/')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
