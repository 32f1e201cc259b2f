// An influxd (InfluxDB 1) of our own on the loopback, with data in a temporary folder that goes with it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface OwnInfluxd {
  readonly url: string
  readonly port: number
  /** Of the process that runs now. */
  readonly pid: number
  readonly folder: string
  /** `kill -9`, or the signal; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** After `kill`: the same port, the same data. Resolves when it answers. */
  start(): Promise<void>
  /** Ends it and removes its folder, unless it was given one. */
  close(): Promise<void>
}

export interface OwnInfluxdOptions {
  /** Default: one that is free. */
  readonly port?: number
  /** Where its own folder is made. Default: the folder for temporary files. */
  readonly within?: string
  /** More lines for the sections [http] and [data] of its configuration. */
  readonly http?: readonly string[]
  readonly data?: readonly string[]
  /** With what an earlier one left there, and kept at the end. Default: a new one, removed at the end. */
  readonly folder?: string
}

const LOOK_EVERY_MS = 50
const START_MS = 60_000

/** Resolves when it answers. Throws where there is no influxd on PATH (code ENOENT), or it does not start. */
export async function startOwnInfluxd(options: OwnInfluxdOptions = {}): Promise<OwnInfluxd> {
  const isKept = options.folder !== undefined
  const folder = options.folder ?? mkdtempSync(join(options.within ?? tmpdir(), 'ronda-influxd-'))
  const remove = (): void => {
    if (!isKept) rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const name of ['meta', 'data', 'wal']) mkdirSync(join(folder, name), { recursive: true })
    const [port, rpc] = [options.port ?? (await freePort()), await freePort()]
    const config = join(folder, 'influxd.conf')
    writeFileSync(config, configOf(folder, port, rpc, options))
    const url = `http://127.0.0.1:${port}`
    let child = await run(config, url)
    return {
      url,
      port,
      folder,
      get pid() {
        return child.pid as number
      },
      kill: (signal = 'SIGKILL') => end(child, signal),
      async start() {
        child = await run(config, url)
      },
      async close() {
        await end(child, isKept ? 'SIGTERM' : 'SIGKILL')
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

function configOf(
  folder: string,
  port: number,
  rpc: number,
  { http = [], data = [] }: OwnInfluxdOptions,
): string {
  return [
    'reporting-disabled = true',
    `bind-address = "127.0.0.1:${rpc}"`,
    '[meta]',
    `dir = "${join(folder, 'meta')}"`,
    '[data]',
    `dir = "${join(folder, 'data')}"`,
    `wal-dir = "${join(folder, 'wal')}"`,
    'query-log-enabled = false',
    ...data,
    '[monitor]',
    'store-enabled = false',
    '[http]',
    `bind-address = "127.0.0.1:${port}"`,
    'log-enabled = false',
    ...http,
    '[logging]',
    'level = "error"',
    'suppress-logo = true',
    '',
  ].join('\n')
}

async function run(config: string, url: string): Promise<ChildProcess> {
  const child = spawn('influxd', ['-config', config], { stdio: 'ignore' })
  let fault: Error | undefined
  child.on('error', (error) => {
    fault = error
  })
  const deadline = Date.now() + START_MS
  for (;;) {
    const answer = await fetch(`${url}/ping`).catch(() => undefined)
    if (answer?.status === 204) return child
    if (fault) throw fault
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await end(child, 'SIGKILL')
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

/** Of the loopback, on which nobody listens now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
