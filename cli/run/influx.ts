// Reads the `influx:` part of ronda.yaml into targets with their secrets and certificates, or says all that is wrong.
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { isLoopback } from '../../fleet/loopback.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'
import type { Secret } from '../../fleet/secret.ts'
import type { InfluxTarget } from '../../store/influx/target.ts'
import type { SeriesOptions } from '../../store/series/series.ts'
import type { Config } from '../config.ts'
import { resolveSecret } from '../secrets.ts'

export const SPOOL_FILE = 'spool.db'

export type InfluxSettings = Pick<SeriesOptions, 'targets' | 'keepDays' | 'spool'>

/**
 * Undefined where there is no database of time series. Throws RND_SECRET_UNRESOLVED where only secrets are missing, else
 * RND_CONFIG_INVALID; either lists every problem with its line.
 */
export function influxOf(
  config: Config,
  env: NodeJS.ProcessEnv = process.env,
): InfluxSettings | undefined {
  const { influx, data } = config
  if (influx === undefined) return undefined
  const reader = new Reader(config, env)
  const targets = influx.targets.map((written, i) => reader.target(written, i))
  reader.throwProblems()
  const { maxMegabytes, minFreePercent } = influx.spool
  const path = join(data, SPOOL_FILE)
  return {
    targets,
    keepDays: influx.keepDays,
    spool: { path, maxBytes: maxMegabytes * 1_000_000, minFreePercent },
  }
}

/** Anybody on the way can read the login of such a target: it goes over plain http to another machine. */
export function isLoginInClear({ url, password, token }: InfluxTarget): boolean {
  const { protocol, hostname } = new URL(url)
  const isHere = hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
  return protocol === 'http:' && !isHere && (password !== undefined || token !== undefined)
}

type Written = NonNullable<Config['influx']>['targets'][number]

class Reader {
  readonly #config: Config
  readonly #env: NodeJS.ProcessEnv
  readonly #problems: Problem[] = []
  #onlySecrets = true

  constructor(config: Config, env: NodeJS.ProcessEnv) {
    this.#config = config
    this.#env = env
  }

  /** Without what could not be read; `throwProblems` tells of that. */
  target(written: Written, i: number): InfluxTarget {
    const { name, url, dialect, database, username, org, timeoutMs } = written
    const password = this.#secret(written.password, i, 'password')
    const token = this.#secret(written.token, i, 'token')
    const ca = this.#authority(written.caFile, i)
    return {
      name,
      url: new URL(url).origin,
      dialect,
      database,
      timeoutMs,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(token === undefined ? {} : { token }),
      ...(org === undefined ? {} : { org }),
      ...(ca === undefined ? {} : { ca }),
    }
  }

  throwProblems(): void {
    if (this.#problems.length === 0) return
    const lines = this.#problems.sort((a, b) => a.line - b.line).map(formatProblem)
    const code = this.#onlySecrets ? 'RND_SECRET_UNRESOLVED' : 'RND_CONFIG_INVALID'
    throw new RondaError(code, lines.join('\n'), {
      remedy: 'docs/configuration.md lists every key of influx',
    })
  }

  #secret(reference: string | undefined, i: number, key: string): Secret | undefined {
    if (reference === undefined) return undefined
    try {
      return resolveSecret(reference, this.#env)
    } catch (error) {
      const remedy = error instanceof RondaError ? error.remedy : undefined
      this.#tell(i, key, messageOf(error), remedy ?? 'set the secret')
      return undefined
    }
  }

  #authority(file: string | undefined, i: number): string | undefined {
    if (file === undefined) return undefined
    const path = resolve(dirname(this.#config.file ?? 'ronda.yaml'), file)
    try {
      const pem = readFileSync(path, 'utf8')
      // Says what is wrong with a file that is no certificate; TLS would only say that it trusts nobody.
      new X509Certificate(pem)
      return pem
    } catch (error) {
      this.#onlySecrets = false
      const what = `${path}: ${messageOf(error)}`
      this.#tell(i, 'caFile', what, 'name a PEM file with the certificate of the authority')
      return undefined
    }
  }

  #tell(i: number, key: string, what: string, remedy: string): void {
    const path = ['influx', 'targets', i, key]
    this.#problems.push({
      file: basename(this.#config.file ?? 'ronda.yaml'),
      line: this.#config.lineOf?.(path) ?? 0,
      what: `${path.join('.')}: ${what}`,
      remedy,
    })
  }
}
