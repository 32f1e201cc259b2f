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
  const problems = new Map<
    string,
    { readonly what: string; readonly first: TargetId; count: number }
  >()
  const logins = new Map<TargetId, NvrLogin>()
  for (const { id, credentials } of nvrs) {
    if (credentials === undefined) continue
    const { user, password: reference } = credentials
    if (!read.has(reference)) {
      try {
        read.set(reference, resolveSecret(reference, env).reveal())
      } catch (error) {
        read.set(reference, undefined)
        problems.set(reference, { what: messageOf(error), first: id, count: 0 })
      }
    }
    const password = read.get(reference)
    if (password !== undefined) logins.set(id, { user, password })
    const problem = problems.get(reference)
    if (problem) problem.count++
  }
  if (problems.size === 0) return logins
  const told = [...problems.values()].map(({ what, first, count }) => {
    const others = count > 1 ? ` and ${count - 1} more want it` : ' wants it'
    return `${what}, as NVR ${first}${others}`
  })
  const more = told.length - SHOWN
  const lines = [...told.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])]
  throw new RondaError('RND_SECRET_UNRESOLVED', lines.join('\n'), {
    remedy:
      'set them, or write "feeds: { enabled: false }" into ronda.yaml to run without looking at feeds',
  })
}
