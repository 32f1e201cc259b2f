// The only place that turns a reference to a secret into its value.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, RondaError } from '../fleet/error.ts'
import { Secret, secretFileName } from '../fleet/secret.ts'

/** Where the boot of a host of ours in AWS leaves them; elsewhere RONDA_SECRETS names the folder. */
const SECRETS_FOLDER = '/run/ronda/secrets'

/**
 * Resolves `env:NAME`, `file:/path` and `aws-sm:NAME`, which is the file of that name (`/` written as `:`) in the folder
 * $RONDA_SECRETS, by default /run/ronda/secrets. A trailing newline of a file is not part of the secret. Throws
 * RND_SECRET_UNRESOLVED, which names the reference and never a value.
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
    const remedy = 'write the secret there, readable by the user that Ronda runs as'
    return fromFile(reference, rest, remedy)
  }
  if (scheme === 'aws-sm') {
    const folder = env['RONDA_SECRETS'] || SECRETS_FOLDER
    const file = join(folder, secretFileName(rest))
    const remedy = `on a host in AWS the unit fetches it when it starts: systemctl restart ronda; elsewhere write it into ${file}, readable by the user that Ronda runs as, or name another folder in RONDA_SECRETS`
    return fromFile(reference, file, remedy)
  }
  throw unresolved(
    reference,
    `"${scheme}:" cannot be read on this machine`,
    'use env:NAME, file:/path or aws-sm:NAME',
  )
}

function fromFile(reference: string, file: string, remedy: string): Secret {
  let value: string
  try {
    value = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  } catch (cause) {
    throw unresolved(reference, messageOf(cause), remedy)
  }
  if (value) return new Secret(value)
  throw unresolved(reference, 'the file is empty', 'write the secret there')
}

function unresolved(reference: string, why: string, remedy: string): RondaError {
  return new RondaError('RND_SECRET_UNRESOLVED', `secret ${reference}: ${why}`, { remedy })
}
