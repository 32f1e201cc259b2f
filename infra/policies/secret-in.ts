// Whether there is a password, token or private key in a value: by its shape, by its name, or by looking like one; in base64 and gzip, too.
import { gunzipSync } from 'node:zlib'
import { sections, type Values } from './rule.ts'

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\bAGE-SECRET-KEY-1/],
  ['a key of WireGuard', /\b(?:PrivateKey|PresharedKey)\s*=\s*[A-Za-z0-9+/]{43}=/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ['a token of a bot', /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/],
  ['a token', /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in an address', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@${}]+:[^\s/@${}]{3,}@/],
]
/** A name that says secret, and a value behind it, quoted or not: `DB_PASSWORD=...`, `"token": "..."`, `--password ...`. */
const NAMED =
  /(?:^|[^A-Za-z])(?:\w{0,60}[_-])?(?:password|passwd|passphrase|pass|pwd|psk|token|secret|credential|api[_-]?key|access[_-]?key|private[_-]?key)["']?(?:\s*[:=]\s*|\s+(?=["']))(?:"([^"\n]{4,})"|'([^'\n]{4,})'|([^\s"'`,;]{4,}))/gi
/** References, variables, paths, names of secrets, and the words that stand where a value would be. */
const NO_VALUE = [
  /^(?:aws-sm:|env:|file:|https?:|arn:|[$<{([|\\=]|--[a-z]|%[a-z]|\*+$|\.{3})/i,
  /^\.{0,2}\/[\w./-]*$/,
  /^[a-z0-9-]+(?:\/[a-z0-9-]+)+$/,
  /^[\w-]+\.(?:pem|key|txt|json|ya?ml|conf|env)$/i,
  /^(?:true|false|null|none|undefined|required|optional|string)$/i,
]
/** Of a value that is not quoted. */
const CALL = /^[\w.]+\(/
const ARN = /\barn:aws[\w:/.!+=@-]*/g

/** Lines of base64 that follow each other are one block. */
const BLOCK = /(?:[A-Za-z0-9+/_-]{60,}[ \t]*\r?\n[ \t]*)*[A-Za-z0-9+/_-]{16,}={0,2}/g
/** Letters and digits only, as generators write them; longer is a block, hex is a sum, and what ends in = may be a public key. */
const WORD = /(?<![A-Za-z0-9+/=])[A-Za-z0-9]{24,63}(?![A-Za-z0-9+/=])/g
const HEX = /^(?:[0-9a-f]+|[0-9A-F]+)$/
/** Neighbours of another kind (small, large, digit) in random letters are one in two; in names of many words one in three at most. */
const RANDOM_SHARE = 0.36
const DEPTH = 3
const MOST_BYTES = 4_000_000
const UTF8 = new TextDecoder('utf-8', { fatal: true })
const CONTROL = /[^\t\n\r\P{Cc}]/u

/** In words; undefined where there is none. A value that is marked as a secret is one. */
export function secretIn(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return secretInText(value, depth)
  if (Array.isArray(value)) return firstOf(value, depth)
  for (const section of sections(value)) {
    if (isMarked(section)) return 'a value that is marked as a secret'
    return firstOf(Object.values(section), depth)
  }
  return undefined
}

function firstOf(values: readonly unknown[], depth: number): string | undefined {
  for (const one of values) {
    const found = secretIn(one, depth)
    if (found !== undefined) return found
  }
  return undefined
}

function isMarked(section: Values): boolean {
  return Object.keys(section).length === 1 && 'secret' in section
}

function secretInText(text: string, depth: number): string | undefined {
  if (text.length > MOST_BYTES) return 'more text than can be looked through'
  for (const [what, shape] of SHAPES) if (shape.test(text)) return what
  // The name of a secret is none.
  for (const [, double, single, bare] of text.replace(ARN, '').matchAll(NAMED)) {
    const value = double ?? single ?? bare ?? ''
    const isNone = NO_VALUE.some((one) => one.test(value)) || (value === bare && CALL.test(bare))
    if (!isNone) return 'a password or token by its name'
  }
  if (depth < DEPTH) {
    for (const [block] of text.matchAll(BLOCK)) {
      const found = secretInText(unpacked(Buffer.from(block, 'base64')), depth + 1)
      if (found !== undefined) return found
    }
  }
  for (const [word] of text.matchAll(WORD))
    if (isRandom(word)) return 'a word as random as a password'
  return undefined
}

function isRandom(word: string): boolean {
  if (HEX.test(word) || textOf(Buffer.from(word, 'base64')) !== undefined) return false
  const kinds = [...word].map((sign) => (/\d/.test(sign) ? 2 : /[A-Z]/.test(sign) ? 1 : 0))
  const changes = kinds.filter((kind, i) => i > 0 && kind !== kinds[i - 1]).length
  return changes / (word.length - 1) >= RANDOM_SHARE
}

/** Cloud-init takes user data and files within it as base64, gzipped or not; what is no text is nothing to look into. */
function unpacked(bytes: Buffer): string {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isZipped) return textOf(bytes) ?? ''
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('latin1')
  } catch {
    return ''
  }
}

function textOf(bytes: Buffer): string | undefined {
  try {
    const text = UTF8.decode(bytes)
    return CONTROL.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
