// prometheus, prometheus-blackbox-exporter and prometheus-alertmanager of Debian over the targets of a fleet, set up as
// their documentation advises: one ICMP module, a rule for parents and one for children, an inhibition from one to the other.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { stringify } from 'yaml'
import type { Fleet } from '../../fleet/model.ts'
import { pingedTargets } from '../../fleet/topology.ts'

const PROGRAMS = ['prometheus', 'prometheus-blackbox-exporter', 'prometheus-alertmanager'] as const
const PORTS = { prometheus: 19_090, blackbox: 19_115, alertmanager: 19_093 } as const
const READY_MS = 90_000
const END_MS = 5_000

/** One POST of Alertmanager: what a person would see as one message. */
export interface PeerMessage {
  /** Epoch milliseconds. */
  readonly at: number
  /** Targets whose alert in it fires, and whose is resolved. */
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
}

export interface Peer {
  readonly messages: readonly PeerMessage[]
  close(): Promise<void>
}

/** Debian packages that this machine lacks. */
export function missingPeers(): readonly string[] {
  return PROGRAMS.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0)
}

/** In the thread's network namespace; every target was seen alive when it resolves. `parent` is above all others. */
export async function openPeer(fleet: Fleet, parent: string): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-peer-'))
  const messages: PeerMessage[] = []
  const sink = await openSink(messages)
  const write = (name: string, content: object): string => {
    const path = join(folder, name)
    writeFileSync(path, stringify(content))
    return path
  }
  const rules = write('rules.yml', RULES)
  const children = [
    start('prometheus-blackbox-exporter', [
      `--config.file=${write('blackbox.yml', BLACKBOX)}`,
      `--web.listen-address=127.0.0.1:${PORTS.blackbox}`,
    ]),
    start('prometheus-alertmanager', [
      `--config.file=${write('alertmanager.yml', alertmanager(sink.url))}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${PORTS.alertmanager}`,
      '--cluster.listen-address=',
    ]),
    start('prometheus', [
      `--config.file=${write('prometheus.yml', prometheus(rules, groupsOf(fleet, parent)))}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${PORTS.prometheus}`,
    ]),
  ]
  const close = async (): Promise<void> => {
    for (const child of children) await end(child)
    await sink.close()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await allAlive(pingedTargets(fleet).length)
  } catch (error) {
    await close()
    throw error
  }
  return { messages, close }
}

const BLACKBOX = { modules: { icmp: { prober: 'icmp', timeout: '2s' } } }

/** `for` is as long as a confirm of Ronda takes, 4.5 s, in their whole seconds. */
const RULES = {
  groups: [
    {
      name: 'ping',
      rules: [
        {
          alert: 'ParentDown',
          expr: 'probe_success{role="parent"} == 0',
          for: '5s',
          labels: { severity: 'critical' },
        },
        {
          alert: 'ChildDown',
          expr: 'probe_success{role="child"} == 0',
          for: '5s',
          labels: { severity: 'warning' },
        },
      ],
    },
  ],
}

type Group = {
  readonly targets: readonly string[]
  readonly labels: Readonly<Record<string, string>>
}

function groupsOf(fleet: Fleet, parent: string): readonly Group[] {
  return pingedTargets(fleet).map(({ id, address }) => ({
    targets: [address],
    labels: { id, parent, role: id === parent ? 'parent' : 'child' },
  }))
}

/** Relabelling as the blackbox exporter's README has it. */
function prometheus(rules: string, groups: readonly Group[]): object {
  return {
    global: { scrape_interval: '10s', evaluation_interval: '10s' },
    rule_files: [rules],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${PORTS.alertmanager}`] }] }],
    },
    scrape_configs: [
      {
        job_name: 'ping',
        metrics_path: '/probe',
        params: { module: ['icmp'] },
        static_configs: groups,
        relabel_configs: [
          { source_labels: ['__address__'], target_label: '__param_target' },
          { source_labels: ['__param_target'], target_label: 'instance' },
          { target_label: '__address__', replacement: `127.0.0.1:${PORTS.blackbox}` },
        ],
      },
    ],
  }
}

/** Times are their documented defaults. */
function alertmanager(url: string): object {
  return {
    route: {
      receiver: 'sink',
      group_by: ['alertname', 'parent'],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '4h',
    },
    inhibit_rules: [
      {
        source_matchers: ['alertname="ParentDown"'],
        target_matchers: ['alertname="ChildDown"'],
        equal: ['parent'],
      },
    ],
    receivers: [{ name: 'sink', webhook_configs: [{ url, send_resolved: true }] }],
  }
}

interface Posted {
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved'
    readonly labels: { readonly id: string }
  }[]
}

async function openSink(messages: PeerMessage[]) {
  const server = createServer((request, reply) => {
    void text(request).then((body) => {
      const { alerts } = JSON.parse(body) as Posted
      const ids = (wanted: string): readonly string[] =>
        alerts.filter(({ status }) => status === wanted).map(({ labels }) => labels.id)
      messages.push({ at: Date.now(), firing: ids('firing'), resolved: ids('resolved') })
      reply.writeHead(200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function start(program: string, args: readonly string[]): ChildProcess {
  return spawn(program, args, { stdio: 'ignore' })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), END_MS)
  await ended
  clearTimeout(timer)
}

async function allAlive(count: number): Promise<void> {
  const query = encodeURIComponent('count(probe_success == 1)')
  const deadline = Date.now() + READY_MS
  let alive = 0
  while (Date.now() < deadline) {
    await wait(500)
    try {
      const reply = await fetch(`http://127.0.0.1:${PORTS.prometheus}/api/v1/query?query=${query}`)
      const { data } = (await reply.json()) as Answer
      alive = Number(data.result[0]?.value[1] ?? 0)
    } catch {
      // Not there yet.
    }
    if (alive === count) return
  }
  throw new Error(`prometheus sees ${alive} of ${count} targets alive`)
}

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] }
}
