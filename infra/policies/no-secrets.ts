// No secret where anybody reads it: outputs, user data, and inputs that would lie in the state in clear.
import { gunzipSync } from 'node:zlib'
import { type ResourceRule, type StackRule, sections, type Values } from './rule.ts'

const SHAPES: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ['a key of WireGuard', /\b(?:PrivateKey|PresharedKey)\s*=\s*[A-Za-z0-9+/]{43}=/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36}/],
  ['a token of a bot', /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/],
  ['a token', /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ['a password in an address', /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@${}]+:[^\s/@${}]{3,}@/],
]
/** A name that says secret, and a value behind it; what is a reference, a variable or a file is none. */
const NAMED =
  /\b[\w-]*(?:password|passwd|token|secret|api[_-]?key)["']?\s*[:=]\s*["']?([^\s"'`$<>{}()[\],;|\\]{6,})/gi
const NO_VALUE = /^(?:aws-sm:|env:|file:|https?:|arn:|\/|\.|true$|false$)/
const LOOKS_MADE = /\d/
const ARN = /\barn:aws[\w:/.!+=@-]*/g

/** Inputs that are passwords, of whatever resource. */
const PASSWORD_KEYS = ['password', 'masterPassword', 'secretString', 'secretStringWo', 'authToken']
const USER_DATA = ['userData', 'userDataBase64']
const BASE64 = /[A-Za-z0-9+/]{64,}={0,2}/g
const DEPTH = 3
const MOST_BYTES = 4_000_000

export const noSecretInOutputs: StackRule = {
  name: 'no-secret-in-outputs',
  says: 'No password, token or private key is an output.',
  whole({ outputs }, report) {
    for (const [key, value] of Object.entries(outputs)) {
      const found = secretIn(value)
      if (found !== undefined) report(`output ${key} has ${found}`)
    }
  },
}

export const noSecretInClear: ResourceRule = {
  name: 'no-secret-in-clear',
  says: 'No password, token or private key stands in user data, or in clear in an input.',
  each({ inputs, marked }, report) {
    for (const key of USER_DATA) {
      const found = secretIn(inputs[key])
      if (found !== undefined) report(`${key} has ${found}`)
    }
    if (!marked) return
    for (const key of PASSWORD_KEYS) {
      const value = inputs[key]
      if (typeof value === 'string' && value !== '') report(`${key} is not marked as a secret`)
    }
  },
}

/** What secret there is in a value, in words; undefined where there is none. */
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
  const named = text.replace(ARN, '')
  for (const [, value = ''] of named.matchAll(NAMED))
    if (!NO_VALUE.test(value) && LOOKS_MADE.test(value)) return 'a password or token by its name'
  if (depth >= DEPTH) return undefined
  for (const [block] of text.matchAll(BASE64)) {
    const found = secretInText(unpacked(Buffer.from(block, 'base64')), depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Cloud-init takes user data and files within it as base64, gzipped or not. */
function unpacked(bytes: Buffer): string {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b
  if (!isZipped) return bytes.toString('latin1')
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES }).toString('latin1')
  } catch {
    return ''
  }
}
