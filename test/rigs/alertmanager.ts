// Debian's prometheus-alertmanager on the loopback, with a receiver of its own that keeps what it tells.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

export interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly status: { readonly state: string }
}

/** What Alertmanager itself sends on to people. */
export interface ToldByAlertmanager {
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly Pick<ShownAlert, 'labels' | 'annotations'>[]
}

export interface Alertmanager {
  readonly url: string
  readonly told: readonly ToldByAlertmanager[]
  /** What is active now. */
  alerts(): Promise<readonly ShownAlert[]>
  /** Ends it and starts it anew, on the same port, without what it knew. */
  restart(): Promise<void>
  close(): Promise<void>
}

const LOOK_EVERY_MS = 50
const START_MS = 15_000

export async function startAlertmanager(): Promise<Alertmanager> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-am-'))
  const told: ToldByAlertmanager[] = []
  const people = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part
    })
    request.on('end', () => {
      told.push(JSON.parse(body) as ToldByAlertmanager)
      response.end()
    })
  })
  people.listen(0, '127.0.0.1')
  await once(people, 'listening')
  const config = join(folder, 'alertmanager.yml')
  writeFileSync(config, configOf((people.address() as AddressInfo).port))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let data = 0
  const start = async (): Promise<ChildProcess> => {
    data++
    const child = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${config}`,
        `--storage.path=${join(folder, `data-${data}`)}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
        '--log.level=error',
      ],
      { stdio: 'ignore' },
    )
    await ready(url, child)
    return child
  }
  let child = await start()
  return {
    url,
    told,
    async alerts() {
      const response = await fetch(`${url}/api/v2/alerts?active=true`)
      return (await response.json()) as ShownAlert[]
    },
    async restart() {
      await end(child)
      child = await start()
    },
    async close() {
      await end(child)
      const closed = once(people, 'close')
      people.close()
      people.closeAllConnections()
      await closed
      rmSync(folder, { recursive: true })
    },
  }
}

function configOf(port: number): string {
  return `route:
  receiver: people
  group_by: [incident]
  group_wait: 0s
  group_interval: 1s
  repeat_interval: 1h
receivers:
  - name: people
    webhook_configs:
      - url: http://127.0.0.1:${port}/
        send_resolved: true
`
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS
  for (;;) {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.status === 200) return
    if (child.exitCode !== null || Date.now() > deadline)
      throw new Error(`prometheus-alertmanager does not start (exit ${child.exitCode})`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}
