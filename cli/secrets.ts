// The only place that turns a reference to a secret into its value.
import { readFileSync } from 'node:fs'
import { messageOf, RondaError } from '../fleet/error.ts'
import { Secret } from '../fleet/secret.ts'

/**
 * Resolves `env:NAME` and `file:/path` (a trailing newline is not part of the secret). Throws RND_SECRET_UNRESOLVED,
 * which names the reference and never a value.
 */
export function resolveSecret(reference: string, env: NodeJS.ProcessEnv = process.env): Secret {
  const colon = reference.indexOf(':')
  const [scheme, rest] = [reference.slice(0, colon), reference.slice(colon + 1)]
  if (scheme === 'env') {
    const value = env[rest]
    if (value) return new Secret(value)
    throw unresolved(reference, 'the variable is not set or empty', `export ${rest}=...`)
  }
  if (scheme === 'file') {
    try {
      const value = readFileSync(rest, 'utf8').replace(/\r?\n$/, '')
      if (value) return new Secret(value)
    } catch (cause) {
      throw unresolved(
        reference,
        messageOf(cause),
        'write the secret there, readable by the user that Ronda runs as',
      )
    }
    throw unresolved(reference, 'the file is empty', 'write the secret there')
  }
  throw unresolved(
    reference,
    `"${scheme}:" cannot be read on this machine`,
    'use env:NAME or file:/path',
  )
}

function unresolved(reference: string, why: string, remedy: string): RondaError {
  return new RondaError('RND_SECRET_UNRESOLVED', `secret ${reference}: ${why}`, { remedy })
}
