// The token that opens the console to a network.
import type { Secret } from '../../fleet/secret.ts'
import type { Config } from '../config.ts'
import { ownToken } from '../running.ts'
import { resolveSecret } from '../secrets.ts'

/** The configured one, else the data folder's own, made at first start. */
export function tokenOf(config: Config): Secret {
  const { token } = config.console
  return token === undefined ? ownToken(config.data) : resolveSecret(token)
}
