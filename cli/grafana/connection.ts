// Where Grafana is, the token for it, and the secrets that a push sends, or all that is wrong with them at once.
import { RondaError } from '../../fleet/error.ts'
import { isLoopback } from '../../fleet/loopback.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import type { Secret } from '../../fleet/secret.ts'
import type { Config } from '../config.ts'
import { resolveSecret } from '../secrets.ts'
import { problemAt } from './city-of.ts'

export interface Connection {
  readonly url: string
  readonly token: Secret
}

/** `url`: from the command line, before `grafana.url`. Adds to `problems` what is missing; then it is undefined. */
export function connectionOf(
  config: Config,
  url: string | undefined,
  problems: Problem[],
): Connection | undefined {
  const { grafana } = config
  const address = url ?? grafana.url
  if (address === undefined) {
    const remedy =
      'write grafana: {url: "https://grafana.example"}, or the address behind the option'
    problems.push(problemAt(config, ['grafana', 'url'], 'is missing: where is Grafana?', remedy))
  }
  const token = secretAt(config, grafana.token, ['grafana', 'token'], problems)
  return address === undefined || token === undefined
    ? undefined
    : { url: address.replace(/\/+$/, ''), token }
}

/** Throws RND_USAGE for what is no address. */
export function addressOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && !url.username
  if (isPlain && !url.password && !url.search && !url.hash) return text
  throw new RondaError('RND_USAGE', 'ronda render grafana: that is no address of a Grafana', {
    remedy:
      'write http://HOST:PORT or https://HOST, with its path where it has one and nothing else',
  })
}

/** Over plain http to another machine. */
export function isInClear({ url }: Connection): boolean {
  const { protocol, hostname } = new URL(url)
  const isHere = hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''))
  return protocol === 'http:' && !isHere
}

export interface ReadSecrets {
  readonly secrets: ReadonlyMap<string, Secret>
  /** Those that cannot be read. */
  readonly problems: readonly Problem[]
}

export function readSecrets(config: Config, references: readonly string[]): ReadSecrets {
  const secrets = new Map<string, Secret>()
  const problems: Problem[] = []
  for (const reference of references) {
    try {
      secrets.set(reference, resolveSecret(reference))
    } catch (error) {
      if (!(error instanceof RondaError)) throw error
      const path = pathOf(config, reference) ?? ['grafana']
      problems.push(problemAt(config, path, error.message, error.remedy ?? 'set the secret'))
    }
  }
  return { secrets, problems }
}

export function unreadSecrets(problems: readonly Problem[]): RondaError {
  return new RondaError('RND_SECRET_UNRESOLVED', listProblems(problems).join('\n'), {
    remedy: 'a push sends secrets: run it where they can be read',
  })
}

function secretAt(
  config: Config,
  reference: string | undefined,
  path: readonly string[],
  problems: Problem[],
): Secret | undefined {
  if (reference === undefined) {
    const remedy =
      'write grafana: {token: env:GRAFANA_TOKEN}, of a service account with the role Admin'
    problems.push(problemAt(config, path, 'is missing', remedy))
    return undefined
  }
  try {
    return resolveSecret(reference)
  } catch (error) {
    if (!(error instanceof RondaError)) throw error
    problems.push(problemAt(config, path, error.message, error.remedy ?? 'set the secret'))
    return undefined
  }
}

/** Of the key that has `value`, in the parts of ronda.yaml that Grafana's secrets come from. */
function pathOf({ influx, alerts }: Config, value: string): readonly PropertyKey[] | undefined {
  return search({ influx, alerts }, value, [])
}

function search(
  node: unknown,
  value: string,
  path: readonly PropertyKey[],
): readonly PropertyKey[] | undefined {
  if (node === value) return path
  if (typeof node !== 'object' || node === null) return undefined
  const isList = Array.isArray(node)
  for (const [key, inner] of Object.entries(node)) {
    const found = search(inner, value, [...path, isList ? Number(key) : key])
    if (found !== undefined) return found
  }
  return undefined
}
