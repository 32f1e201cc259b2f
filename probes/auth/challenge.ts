// WWW-Authenticate as HTTP and RTSP servers send it (RFC 9110, 7616, 7617): read, and the strongest chosen that we can answer.

export interface Challenge {
  readonly scheme: 'digest' | 'basic'
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly algorithm: 'MD5' | 'SHA-256'
  /** As the server wrote it, to be said back; undefined where it named none. */
  readonly algorithmName: string | undefined
  /** The -sess form: the first hash covers both nonces. */
  readonly session: boolean
  /** The server takes `qop=auth`. */
  readonly qop: boolean
  /** Our answer was right but its nonce too old: ask once more, it is no wrong password. */
  readonly stale: boolean
}

/** A header longer than this is not looked at; and no more challenges than this are. */
const LONGEST = 2048
const MOST = 8
const PARAMETER = /([A-Za-z][\w-]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g

/** What we can answer among the headers' challenges, the strongest first: digest SHA-256, digest MD5, basic. */
export function readChallenges(headers: readonly string[]): readonly Challenge[] {
  return headers
    .filter((header) => header.length <= LONGEST)
    .flatMap((header) => header.split(/,\s*(?=(?:digest|basic)\s)/i))
    .slice(0, MOST)
    .flatMap((text) => readOne(text) ?? [])
    .sort((a, b) => strength(b) - strength(a))
}

function readOne(text: string): Challenge | undefined {
  const match = /^\s*(digest|basic)\s+(.*)$/is.exec(text)
  if (!match) return undefined
  const scheme = (match[1] as string).toLowerCase() as Challenge['scheme']
  const values = new Map<string, string>()
  for (const [, key, quoted, bare] of (match[2] as string).matchAll(PARAMETER)) {
    values.set(
      (key as string).toLowerCase(),
      quoted?.replaceAll(/\\(.)/g, '$1') ?? (bare as string),
    )
  }
  const named = values.get('algorithm')
  const known = /^(MD5|SHA-256)(-sess)?$/i.exec(named ?? 'MD5')
  const nonce = values.get('nonce')
  if (scheme === 'digest' && (!known || nonce === undefined)) return undefined
  const offered = values
    .get('qop')
    ?.split(',')
    .map((word) => word.trim().toLowerCase())
  if (scheme === 'digest' && offered !== undefined && !offered.includes('auth')) return undefined
  return {
    scheme,
    realm: values.get('realm') ?? '',
    nonce: nonce ?? '',
    opaque: values.get('opaque'),
    algorithm: known?.[1]?.toUpperCase() === 'SHA-256' ? 'SHA-256' : 'MD5',
    algorithmName: named,
    session: known?.[2] !== undefined,
    qop: offered !== undefined,
    stale: values.get('stale')?.toLowerCase() === 'true',
  }
}

function strength({ scheme, algorithm }: Challenge): number {
  if (scheme === 'basic') return 0
  return algorithm === 'SHA-256' ? 2 : 1
}
