// What the city's own servers are made of: ronda.yaml checked for what they need, every problem at once.
import { isLoopback } from '../../console/guard.ts'
import type { Problem } from '../../fleet/problem.ts'
import type { Config } from '../config.ts'
import { problemAt } from '../grafana/city-of.ts'
import { folderSecret } from './secrets.ts'
import type { HostCount, Words } from './words.ts'

export interface SystemdPlan extends Omit<Words, 'out'> {
  readonly estate: string
  /** `HOST:PORT` as the proxy reaches it. */
  readonly console: string
  readonly consoleUrl: string
  readonly grafanaUrl: string
  /** File of the secret that opens the console. */
  readonly token: string
  readonly influx: {
    /** Its name in ronda.yaml. */
    readonly target: string
    readonly listen: string
    readonly database: string
    readonly username: string
    /** File of the secret that is the password. */
    readonly secret: string
  }
}

/** Users of InfluxDB that are made beside the writer. */
export const INFLUX_USERS = { admin: 'admin', reader: 'reader' } as const

const EVERYWHERE = ['0.0.0.0', '::']

type Complain = (path: readonly string[], what: string, remedy: string) => void

/** Without a plan there are problems: all that is missing for servers of one's own. */
export function planOf(
  config: Config,
  { out: _, ...words }: Words,
): { readonly plan: SystemdPlan } | { readonly problems: readonly Problem[] } {
  const { hosts } = words
  const problems: Problem[] = []
  const complain: Complain = (path, what, remedy) => {
    problems.push(problemAt(config, path, what, remedy))
  }
  const { estate } = config
  if (estate === undefined)
    complain(['estate'], 'is missing: the synthetic city needs no servers', 'name its folder')
  const token = tokenOf(config, complain)
  const consoleAt = consoleOf(config, hosts, complain)
  const consoleUrl = urlAt(config.alerts?.url, ['alerts', 'url'], complain)
  const grafanaUrl = urlAt(config.grafana.url, ['grafana', 'url'], complain)
  const influx = influxAt(config, hosts, complain)
  if (problems.length > 0 || estate === undefined || influx === undefined) return { problems }
  return { plan: { ...words, estate, influx, token, console: consoleAt, consoleUrl, grafanaUrl } }
}

function tokenOf({ console: { token } }: Config, complain: Complain): string {
  const file = folderSecret(token ?? '')
  if (file !== undefined) return file
  const what =
    token === undefined
      ? 'is missing: behind a proxy everybody could read'
      : 'must be a file in the folder of secrets'
  const remedy = 'write aws-sm:console-token: the file console-token in /etc/ronda/secrets'
  complain(['console', 'token'], what, remedy)
  return ''
}

function consoleOf({ console: { listen } }: Config, hosts: HostCount, complain: Complain): string {
  const { host, port } = listen
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`
  if (hosts === 'several' && (isLoopback(host) || EVERYWHERE.includes(host)))
    complain(
      ['console', 'listen'],
      `${at} is no address by which the proxy reaches it`,
      'write the address of the worker, as in 10.0.0.5:8080',
    )
  return at
}

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
  const { name, url, database, username, password } = target
  const secret = folderSecret(password ?? '')
  const at = (key: string) => ['influx', 'targets', '0', key]
  if (username === undefined || secret === undefined) {
    complain(
      at('password'),
      'must be a file in the folder of secrets, with a username',
      'username: ronda, password: aws-sm:influx-writer',
    )
    return undefined
  }
  if (Object.values<string>(INFLUX_USERS).includes(username))
    complain(at('username'), `"${username}" is another user of these servers`, 'write ronda')
  const { hostname, port, protocol } = new URL(url)
  if (protocol !== 'http:')
    complain(at('url'), `${url} is no address that the InfluxDB of Debian has`, 'write http://')
  if (hosts === 'several' && isLoopback(hostname)) {
    const what = `${url} is the worker itself`
    complain(at('url'), what, 'write the address of the database, as in http://10.0.0.6:8086')
  }
  const listen = `${hostname}:${port || '8086'}`
  return { target: name, listen, database, username, secret }
}
