// What the city's own servers are made of: ronda.yaml checked for what they need, every problem at once.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { isLoopback } from '../../console/guard.ts'
import { messageOf, RondaError } from '../../fleet/error.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import type { Config } from '../config.ts'
import { problemAt } from '../grafana/city-of.ts'

export type HostCount = 'one' | 'several'

export interface SystemdPlan {
  readonly hosts: HostCount
  readonly estate: string
  readonly release: { readonly version: string; readonly file: string; readonly sha256: string }
  /** `HOST:PORT` as the proxy reaches it. */
  readonly console: string
  readonly grafana: string
  readonly consoleUrl: string
  readonly grafanaUrl: string
  readonly grafanaKey: string
  readonly influx: {
    readonly listen: string
    readonly database: string
    readonly username: string
    /** Name of the file of secrets that holds the password. */
    readonly secret: string
  }
}

const FOLDER_REFERENCE = /^(?:aws-sm:|file:\/etc\/ronda\/secrets\/)([A-Za-z0-9_+=.@/-]+)$/
const RELEASE = /^ronda-(.+)-(x64|arm64)\.tar\.gz$/

/** Throws RND_CONFIG_INVALID with all that is missing for servers of one's own. */
export function planOf(
  config: Config,
  hosts: HostCount,
  words: { readonly release: string; readonly grafanaKey: string; readonly grafana?: string },
): SystemdPlan {
  const problems: Problem[] = []
  const complain = (path: readonly string[], what: string, remedy: string): void => {
    problems.push(problemAt(config, path, what, remedy))
  }
  if (config.estate === undefined)
    complain(['estate'], 'is missing: the synthetic city needs no servers', 'name its folder')
  if (config.console.token === undefined)
    complain(
      ['console', 'token'],
      'is missing: behind a proxy everybody could read',
      'name a secret: aws-sm:console-token is the file console-token in /etc/ronda/secrets',
    )
  const { host, port } = config.console.listen
  const consoleAt = `${host.includes(':') ? `[${host}]` : host}:${port}`
  if (hosts === 'several' && isLoopback(host))
    complain(
      ['console', 'listen'],
      `${consoleAt} cannot be reached from the proxy`,
      'write the address of the worker',
    )
  const consoleUrl = urlAt(config.alerts?.url, ['alerts', 'url'], complain)
  const grafanaUrl = urlAt(config.grafana.url, ['grafana', 'url'], complain)
  const influx = influxAt(config, hosts, complain)
  if (problems.length > 0 || config.estate === undefined || influx === undefined) {
    throw new RondaError('RND_CONFIG_INVALID', listProblems(problems).join('\n'), {
      remedy: 'docs/operations.md, "On your own servers", has a ronda.yaml that works',
    })
  }
  return {
    ...{ hosts, estate: config.estate, influx, consoleUrl, grafanaUrl },
    release: releaseOf(words.release),
    console: consoleAt,
    grafana: words.grafana ?? '127.0.0.1:3000',
    grafanaKey: words.grafanaKey,
  }
}

type Complain = (path: readonly string[], what: string, remedy: string) => void

function urlAt(url: string | undefined, path: readonly string[], complain: Complain): string {
  if (url?.startsWith('https://')) return url
  const what = url === undefined ? 'is missing: the proxy must know its name' : 'is no https URL'
  complain(path, what, 'write it as people reach it: https://NAME')
  return ''
}

function influxAt(
  config: Config,
  hosts: HostCount,
  complain: Complain,
): SystemdPlan['influx'] | undefined {
  const [target] = config.influx?.targets ?? []
  if (target === undefined || target.dialect !== '1') {
    complain(
      ['influx'],
      'must have a first target of dialect 1: the servers have the InfluxDB of Debian',
      'influx: {targets: [{name: main, url: "http://127.0.0.1:8086", username: ronda, password: aws-sm:influx-writer}]}',
    )
    return undefined
  }
  const { url, database, username, password } = target
  const secret = FOLDER_REFERENCE.exec(password ?? '')?.[1]
  if (username === undefined || secret === undefined) {
    complain(
      ['influx', 'targets', '0', 'password'],
      'must be a file in the folder of secrets, with a username',
      'username: ronda, password: aws-sm:influx-writer',
    )
    return undefined
  }
  const { hostname, port } = new URL(url)
  if (hosts === 'several' && isLoopback(hostname)) {
    const what = `${url} is the worker itself`
    complain(['influx', 'targets', '0', 'url'], what, 'write the address of the database')
  }
  return { listen: `${hostname}:${port || '8086'}`, database, username, secret }
}

function releaseOf(path: string): SystemdPlan['release'] {
  const file = basename(path)
  const version = RELEASE.exec(file)?.[1]
  const remedy = 'npm run pack makes it and says where: dist/ronda-VERSION-ARCH.tar.gz'
  if (version === undefined)
    throw new RondaError('RND_USAGE', `--release ${path} is no release of Ronda`, { remedy })
  try {
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
    return { version, file, sha256 }
  } catch (cause) {
    throw new RondaError('RND_USAGE', `--release: ${messageOf(cause)}`, { remedy, cause })
  }
}
