// Debian's influxd (InfluxDB 1.6.7) on the loopback with data of its own, to be killed and started again at will.
import {
  type OwnInfluxd,
  type OwnInfluxdOptions,
  startOwnInfluxd,
} from '../../cli/alerts-test/own-influxd.ts'

export interface QueryResult {
  readonly series?: readonly {
    readonly name: string
    readonly tags?: Readonly<Record<string, string>>
    readonly columns: readonly string[]
    readonly values: readonly (readonly (string | number | boolean | null)[])[]
  }[]
  readonly error?: string
}

export interface Influxd extends OwnInfluxd {
  /** InfluxQL, one or more statements; times in epoch milliseconds. Throws where the server refuses the request. */
  query(q: string, db?: string): Promise<readonly QueryResult[]>
}

export interface InfluxdOptions extends OwnInfluxdOptions {
  /** First user, an administrator; with it the server wants authentication. */
  readonly admin?: { readonly user: string; readonly password: string }
}

export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const { admin, http = [], data = [] } = options
  const influxd = await startOwnInfluxd({
    ...options,
    http: [`auth-enabled = ${admin !== undefined}`, ...http],
    data: ['index-version = "tsi1"', ...data],
  })
  const login = admin ? { authorization: `Basic ${btoa(`${admin.user}:${admin.password}`)}` } : {}
  const query = async (q: string, db?: string): Promise<readonly QueryResult[]> => {
    const body = new URLSearchParams({ q, epoch: 'ms', ...(db === undefined ? {} : { db }) })
    const reply = await fetch(`${influxd.url}/query`, { method: 'POST', body, headers: login })
    const { results, error } = (await reply.json()) as { results?: QueryResult[]; error?: string }
    if (results === undefined) throw new Error(`influxd: ${reply.status} ${error}`)
    return results
  }
  if (admin) {
    const { user, password } = admin
    await query(`CREATE USER "${user}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`)
  }
  return Object.defineProperties({ query }, Object.getOwnPropertyDescriptors(influxd)) as Influxd
}
