// The token that opens the console to a network.
import { randomBytes } from 'node:crypto'
import { isLoopback } from '../../console/guard.ts'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Logger } from '../../fleet/logger.ts'
import type { Secret } from '../../fleet/secret.ts'
import type { Config } from '../config.ts'
import { findToken, makeToken, tokenFile } from '../running.ts'
import { resolveSecret } from '../secrets.ts'

/** The configured one, else the data folder's own, made at first start. Throws where that cannot be written. */
export function tokenOf(config: Config): Secret {
  return givenToken(config) ?? makeToken(config.data)
}

/** The same without making one: for who asks. */
export function givenToken(config: Config): Secret | undefined {
  const { token } = config.console
  return token === undefined ? findToken(config.data) : resolveSecret(token)
}

/** Where whoever may read finds the token: its reference or its file, never its value. */
export function whereToken(config: Config): string {
  return config.console.token ?? tokenFile(config.data)
}

/** On loopback whoever is on this machine may read, unless the configuration names a token. */
export function wantsToken({ console: { listen, token } }: Config): boolean {
  return token !== undefined || !isLoopback(listen.host)
}

/**
 * What the console wants from everybody who acts, on loopback too: the configured token, else the data folder's own, made
 * at the first start. A disk that cannot be written does not throw: then nobody knows the token, which the log says, and
 * the round goes on.
 */
export function tokenForActing(config: Config, log: Logger): string {
  try {
    return tokenOf(config).reveal()
  } catch (error) {
    if (error instanceof RondaError) throw error
    log.warn(
      {},
      `the token cannot be written (${messageOf(error)}), so nobody can suspend or acknowledge, nor read a page that is open to a network: mend the disk and start Ronda again, or set console.token`,
    )
    return randomBytes(32).toString('base64url')
  }
}
