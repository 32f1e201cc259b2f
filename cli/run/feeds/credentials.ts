// Reads the passwords of the NVRs, each reference once, or says all that cannot be read.
import { messageOf, RondaError } from '../../../fleet/error.ts'
import type { Fleet, TargetId } from '../../../fleet/model.ts'
import { resolveSecret } from '../../secrets.ts'

export interface NvrLogin {
  readonly user: string
  readonly password: string
}

const SHOWN = 20

/**
 * By NVR; those without credentials are not in it. Throws RND_SECRET_UNRESOLVED with a line for each reference that
 * cannot be read.
 */
export function nvrLogins(
  { nvrs }: Pick<Fleet, 'nvrs'>,
  env: NodeJS.ProcessEnv = process.env,
): ReadonlyMap<TargetId, NvrLogin> {
  const read = new Map<string, string | undefined>()
  const problems: string[] = []
  const logins = new Map<TargetId, NvrLogin>()
  for (const { id, credentials } of nvrs) {
    if (credentials === undefined) continue
    const { user, password: reference } = credentials
    if (!read.has(reference)) {
      try {
        read.set(reference, resolveSecret(reference, env).reveal())
      } catch (error) {
        read.set(reference, undefined)
        problems.push(`${messageOf(error)}, as NVR ${id} wants it`)
      }
    }
    const password = read.get(reference)
    if (password !== undefined) logins.set(id, { user, password })
  }
  if (problems.length === 0) return logins
  const more = problems.length - SHOWN
  const lines = [...problems.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])]
  throw new RondaError('RND_SECRET_UNRESOLVED', lines.join('\n'), {
    remedy:
      'set them, or write "feeds: { enabled: false }" into ronda.yaml to run without looking at feeds',
  })
}
