// Debian's influxd (InfluxDB 1.6.7) on the loopback with data of its own, to be killed and started again at will.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

export interface QueryResult {
  readonly series?: readonly {
    readonly name: string
    readonly tags?: Readonly<Record<string, string>>
    readonly columns: readonly string[]
    readonly values: readonly (readonly (string | number | boolean | null)[])[]
  }[]
  readonly error?: string
}

export interface Influxd {
  readonly url: string
  readonly port: number
  /** Of the process that runs now. */
  readonly pid: number
  readonly folder: string
  /** InfluxQL, one or more statements; times in epoch milliseconds. Throws where the server refuses the request. */
  query(q: string, db?: string): Promise<readonly QueryResult[]>
  /** `kill -9`, or the signal; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** After `kill`: the same port, the same data. Resolves when it answers. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface InfluxdOptions {
  /** Default: one that is free. */
  readonly port?: number
  /** First user, an administrator; with it the server wants authentication. */
  readonly admin?: { readonly user: string; readonly password: string }
  /** More lines for the section [http], [data] or others of its configuration. */
  readonly http?: readonly string[]
  readonly data?: readonly string[]
  /** Of its own, with what an earlier one left there, and kept at the end. Default: a new one that is removed. */
  readonly folder?: string
}

const LOOK_EVERY_MS = 50
const START_MS = 60_000

export async function startInfluxd(options: InfluxdOptions = {}): Promise<Influxd> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'ronda-influxd-'))
  for (const name of ['meta', 'data', 'wal']) mkdirSync(join(folder, name), { recursive: true })
  const [port, rpc] = [options.port ?? (await freePort()), await freePort()]
  const config = join(folder, 'influxd.conf')
  writeFileSync(config, configOf(folder, port, rpc, options))
  const url = `http://127.0.0.1:${port}`
  let child = await run(config, url)
  const login = options.admin
    ? { authorization: `Basic ${btoa(`${options.admin.user}:${options.admin.password}`)}` }
    : undefined
  const query = async (q: string, db?: string): Promise<readonly QueryResult[]> => {
    const body = new URLSearchParams({ q, epoch: 'ms', ...(db === undefined ? {} : { db }) })
    const reply = await fetch(`${url}/query`, {
      method: 'POST',
      body,
      ...(login ? { headers: login } : {}),
    })
    const { results, error } = (await reply.json()) as { results?: QueryResult[]; error?: string }
    if (results === undefined) throw new Error(`influxd: ${reply.status} ${error}`)
    return results
  }
  if (options.admin) {
    const { user, password } = options.admin
    await query(`CREATE USER "${user}" WITH PASSWORD '${password}' WITH ALL PRIVILEGES`)
  }
  return {
    url,
    port,
    folder,
    get pid() {
      return child.pid as number
    },
    query,
    kill: (signal = 'SIGKILL') => end(child, signal),
    async start() {
      child = await run(config, url)
    },
    async close() {
      await end(child, options.folder === undefined ? 'SIGKILL' : 'SIGTERM')
      if (options.folder === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}

function configOf(
  folder: string,
  port: number,
  rpc: number,
  { admin, http = [], data = [] }: InfluxdOptions,
): string {
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${rpc}"`,
    '[meta]',
    `dir = "${join(folder, 'meta')}"`,
    '[data]',
    `dir = "${join(folder, 'data')}"`,
    `wal-dir = "${join(folder, 'wal')}"`,
    'index-version = "tsi1"',
    'query-log-enabled = false',
    ...data,
    '[monitor]',
    'store-enabled = false',
    '[http]',
    `bind-address = "127.0.0.1:${port}"`,
    'log-enabled = false',
    `auth-enabled = ${admin !== undefined}`,
    ...http,
    '[logging]',
    'level = "error"',
    'suppress-logo = true',
    '',
  ].join('\n')
}

async function run(config: string, url: string): Promise<ChildProcess> {
  const child = spawn('influxd', ['-config', config], { stdio: 'ignore' })
  const deadline = Date.now() + START_MS
  for (;;) {
    const answer = await fetch(`${url}/ping`).catch(() => undefined)
    if (answer?.status === 204) return child
    if (child.exitCode !== null || Date.now() > deadline) {
      throw new Error(`influxd does not start (exit ${child.exitCode})`)
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
