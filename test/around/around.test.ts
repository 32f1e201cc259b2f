// The whole program beside what surrounds the cameras: live video that stops, a real node_exporter, a relay's metrics.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf } from '../../cli/data-folder.ts'
import { findRunning } from '../../cli/running.ts'
import { type LiveSite, openLiveSite } from '../portal/live-site.ts'
import { enterNetns } from '../rigs/enter-netns.ts'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { type Program, ronda, startRonda, until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { startWebhookSink, type WebhookSink } from '../rigs/webhook-sink.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
const RELAY = '127.0.0.12'
const EXPORTER = '127.0.0.1:9100'
const TOKEN = 'a token of this test'
const QUICK_ROUND =
  'round: { timeoutMs: 400, confirmAfterMs: 150, confirmGapMs: 150, anchorIntervalMs: 250, flushMs: 50 }\n'
const PATHS = 'paths{name="a",state="ready"} 1\npaths_readers{name="a",state="ready"} 4\n'
const RIGS = ['root', 'ip', 'nft', 'sysctl', 'ffmpeg', 'prometheus-node-exporter'] as const

describeWithRigs('what surrounds the cameras', RIGS, () => {
  let ns: Netns
  let folder: string
  let config: string
  let site: LiveSite
  let sink: WebhookSink
  let relay: Server
  let exporter: ChildProcess
  let program: Program | undefined

  beforeAll(async () => {
    ns = makeNetns('around')
    folder = mkdtempSync(join(tmpdir(), 'ronda-around-'))
    config = join(folder, 'ronda.yaml')
    const token = join(folder, 'token')
    writeFileSync(token, TOKEN, { mode: 0o600 })
    const leave = enterNetns(ns)
    try {
      site = await openLiveSite('mpegts', 'libx264')
      sink = await startWebhookSink()
      relay = createServer(({ headers }, response) => {
        if (headers.authorization === `Bearer ${TOKEN}`) response.end(PATHS)
        else response.writeHead(401).end()
      }).listen(0, '127.0.0.1')
      await once(relay, 'listening')
    } finally {
      leave()
    }
    exporter = ns.spawn(
      'prometheus-node-exporter',
      [`--web.listen-address=${EXPORTER}`, '--collector.disable-defaults'].concat(
        ['cpu', 'meminfo', 'filesystem'].map((name) => `--collector.${name}`),
      ),
      { stdio: 'ignore' },
    )
    expect(ronda(['init', folder]).code).toBe(0)
    const secret = join(folder, 'secret')
    writeFileSync(secret, sink.secret, { mode: 0o600 })
    const { port } = relay.address() as AddressInfo
    const settings = {
      portals: { enabled: true, everyMs: 1000 },
      relays: [
        { node: 'relay', metrics: `http://127.0.0.1:${port}/metrics`, token: `file:${token}` },
      ],
      hosts: [{ name: 'exporter', metrics: `http://${EXPORTER}/metrics` }],
      alerts: {
        receivers: [
          { id: 'noc', language: 'en', webhook: { url: sink.url, secret: `file:${secret}` } },
        ],
        fallback: ['noc'],
      },
    }
    const parts = Object.entries(settings).map(([key, part]) => `${key}: ${JSON.stringify(part)}\n`)
    writeFileSync(config, readFileSync(config, 'utf8') + QUICK_ROUND + parts.join(''))
    const fleet = join(folder, 'estate', 'fleet.yaml')
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replaceAll('10s', '1s'))
    const portals = join(folder, 'estate', 'portals.yaml')
    writeFileSync(
      portals,
      readFileSync(portals, 'utf8').replace(/url: .*/, `url: ${site.url}/live/master.m3u8`),
    )
  })
  afterAll(async () => {
    await program?.end('SIGKILL')
    exporter?.kill('SIGKILL')
    relay?.close()
    await sink?.close()
    await site?.close()
    ns?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Beside this thread, which serves the portal. */
  const said = async (...words: string[]): Promise<string> => {
    const child = ns.spawn(process.execPath, [RONDA, ...words, '-c', config], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return child.stdout ? await text(child.stdout) : ''
  }
  const asked = async (path: string): Promise<string> => {
    const url = findRunning(configOf({ config }).data)?.url ?? ''
    const leave = enterNetns(ns)
    try {
      return await (await fetch(`${url}${path}`)).text()
    } finally {
      leave()
    }
  }

  test('doctor names each of them', async () => {
    const { findings } = JSON.parse(await said('doctor', '--json')) as {
      readonly findings: readonly { readonly what: string }[]
    }
    const found = findings.filter(({ what }) => /^(portal|relay|host) /.test(what))
    expect(found).toMatchObject([
      { what: 'portal portal', level: 'ok' },
      { what: 'relay relay', level: 'ok', seen: expect.stringContaining('4 readers') },
      { what: 'host exporter', level: 'ok', seen: expect.stringContaining('GB of disk free') },
    ])
  })

  test('a portal that shows live video is up, with every rung; relay and hosts are in /metrics', async () => {
    program = startRonda(ns, ['-c', config])
    await untilPortal('up')
    const view = JSON.parse(await asked('/api/targets/portal'))
    expect(view.feed).toMatchObject({ found: 'live', features: { codec: 'h264', width: 640 } })
    expect(view.feed.rungs.map(({ rung }: { rung: string }) => rung)).toEqual([
      ...['page', 'playlist', 'segment', 'keyframe'],
      ...['bitstream', 'picture', 'confirm'],
    ])
    const metrics = await untilText('/metrics', /ronda_host_readable\{host="exporter"\} 1\n/)
    expect(metrics).toContain('\nronda_portal_up{portal="portal"} 1\n')
    expect(metrics).toContain('\nronda_relay_readers{relay="relay"} 4\n')
    expect(metrics).toMatch(/\nronda_host_disk_free_bytes\{host="exporter"\} \d{6,}\n/)
    expect(metrics.match(/^ronda_host_readable/gm)).toHaveLength(2)
    expect(metrics).not.toContain(TOKEN)
  })

  test('live video that stands still is told in words, and that it moves again', async () => {
    site.fault = 'stuck'
    const view = await untilPortal('down')
    expect(view).toMatchObject({
      target: { reason: 'portal_stuck' },
      lastEvidence: { detail: 'stuck', segment: 2 },
    })
    const why = await said('why', 'portal')
    expect(why).toMatch(/\nDown since .*: its live video stands still\.\n/)
    expect(why).toMatch(/\n {4}failed .* playlist .*stands still at segment 2 for \d+ s/)
    const told = await until(
      'a message',
      20_000,
      () => sink.taken.map(({ message }) => `${message.title} ${message.lines.join(' ')}`),
      (messages) => messages.some((message) => /Portal Public page stands still/.test(message)),
    )
    expect(told).toHaveLength(1)
    site.fault = null
    await untilPortal('up')
    await until(
      'the end of it',
      30_000,
      () => sink.taken.length,
      (count) => count === 2,
    )
  })

  test('behind a dead relay it is unreachable, and nothing of it is told as its own fault', async () => {
    ns.setDead([RELAY])
    await untilPortal('unreachable')
    ns.setDead([])
    const view = await untilPortal('up')
    const moves: readonly { to: string; reason: string }[] = view.transitions
    expect(moves.slice(0, 2).map(({ to }) => to)).toEqual(['up', 'unreachable'])
    expect(moves.filter(({ reason }) => reason === 'portal_error')).toEqual([])
  })

  test('it ends while a look is under way', async () => {
    expect(await program?.end('SIGTERM')).toBe(0)
  })

  async function untilPortal(state: string) {
    const view = await untilText('/api/targets/portal', new RegExp(`"state":"${state}"`))
    return JSON.parse(view)
  }

  async function untilText(path: string, wanted: RegExp): Promise<string> {
    const deadline = Date.now() + 25_000
    for (;;) {
      const page = await asked(path).catch(() => '')
      const isWanted = path.startsWith('/api')
        ? wanted.test(page.slice(0, page.indexOf('"path"')))
        : wanted.test(page)
      if (isWanted) return page
      if (Date.now() > deadline) throw new Error(`not in time: ${wanted}; last: ${page}`)
      await new Promise((resolve) => setTimeout(resolve, 150))
    }
  }
})
