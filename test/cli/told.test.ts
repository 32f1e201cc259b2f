// What `ronda status` says of receivers and planned outages, and `ronda why` of what is switched off on purpose.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { command as status } from '../../cli/commands/status.ts'
import { command as why } from '../../cli/commands/why.ts'
import { configOf, storeFile } from '../../cli/data-folder.ts'
import { writeDocument } from '../../cli/run/planning-document.ts'
import { announceRunning, makeToken, withdrawRunning } from '../../cli/running.ts'
import type { ReceiverSummary } from '../../console/live.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { silentLogger } from '../../fleet/logger.ts'
import type { Suspension } from '../../fleet/planned/planned.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { type FakeLive, fakeLive } from '../console/fake-live.ts'
import { minute, NOON, transition } from '../contracts/kept.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

let folder: string
let config: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-told-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: Command, words: readonly string[] = [], json = false) =>
  runCommand(command, { config }, words, json)

describe('from a program that runs', () => {
  let live: FakeLive
  let server: Console
  beforeAll(async () => {
    const { data } = configOf({ config })
    live = fakeLive(60)
    for (const { id, state } of live.city.targets) {
      if (state !== 'suspended') live.change([id], 'up', 'answers')
    }
    const token = makeToken(data).reveal()
    const listen = { host: '127.0.0.1', port: 0 }
    server = await startConsole({ live, listen, token, logger: silentLogger })
    announceRunning(data, { pid: process.pid, url: server.url })
  })
  afterAll(async () => {
    withdrawRunning(configOf({ config }).data)
    await server.close()
  })

  const ops: ReceiverSummary = { id: 'ops', channel: 'webhook', waiting: 0, lastSentAt: NOON }

  test('all reached is one line, and nothing is wrong', async () => {
    live.say({ receivers: [ops, { ...ops, id: 'head' }], refused: 0 })
    const { code, out } = await run(status)
    expect(out).toMatch(/\nTold: 2 receivers, all reached\n/)
    expect(code).toBe(0)
  })

  test('a receiver that fails has a line, and after a minute a warning and the exit code', async () => {
    const since = Date.now() - 61_000
    const ill = { waiting: 2, oldestAt: since, failingSince: since, lastError: 'answered 500' }
    live.say({ receivers: [ops, { ...ops, ...ill, id: 'head' }], refused: 0 })
    const early = await run(status)
    expect(early.out).toMatch(
      /\nTold: 2 receivers, 1 not reached\n {2}head \(webhook\): failing since [\d:]{8} WIB \(answered 500\); 2 messages waiting, the oldest for 1 min( \d+ s)?\n/,
    )
    expect(early.code).toBe(0)
    const { notices } = await live.summary()
    const fails = { text: 'receiver-fails', values: { receiver: 'head', since } }
    live.say({ notices: [...notices, { level: 'warning', ...fails }] })
    const late = await run(status)
    expect(late.out).toMatch(
      /\nwarning: Messages to head have not got through since [\d:]{8} WIB; they wait, and are tried again\.\n/,
    )
    expect(late.code).toBe(1)
    expect(JSON.parse((await run(status, [], true)).out)).toMatchObject({
      receivers: [{ id: 'ops' }, { id: 'head', failingSince: new Date(since).toISOString() }],
      refused: 0,
    })
    live.say({ notices })
  })

  test('nobody to be told is said once', async () => {
    const { notices } = await live.summary()
    live.say({ receivers: [], notices: [{ level: 'warning', text: 'nobody-is-told' }] })
    const { out } = await run(status)
    expect(out.match(/Nobody is told/g)).toEqual(['Nobody is told'])
    expect(out).toContain('\nNobody is told: ronda.yaml has no alerts (docs/alerts.md)\n')
    live.say({ notices })
  })

  test('that Grafana tells people is said once, and not that nobody does', async () => {
    const { notices } = await live.summary()
    live.say({ receivers: [], notices: [{ level: 'info', text: 'told-by-grafana' }] })
    const { out } = await run(status)
    expect(out.match(/^Causes are told by Grafana; Ronda itself announces/gm)).toHaveLength(1)
    expect(out).not.toMatch(/Nobody is told|info:/)
    live.say({ receivers: [ops] })
    expect((await run(status)).out).toMatch(/\nCauses are told by Grafana.*\nTold: 1 receiver, /)
    live.say({ notices })
  })

  test('what is planned is said with its next end', async () => {
    const at = Date.UTC(2098, 11, 22, 17)
    const nextEnd = { id: 'sus-7', kind: 'suspension', at } as const
    live.say({ planned: { active: 1, targets: 4471, nextEnd } })
    expect((await run(status)).out).toContain(
      '\nPlanned: 1 suspension holds: 4,471 targets until 23 Dec 2098 00:00:00 WIB (sus-7)\n',
    )
  })

  test('why says what covers a target now, though it was another end when it began', async () => {
    const target = live.city.targets.find(({ state }) => state === 'suspended')
    Object.assign(target ?? {}, { reason: 'planned' })
    expect(target).toBeDefined()
    const [newest] = (await live.target(target?.id ?? '', 1))?.transitions ?? []
    expect(newest?.to).toBe('suspended')
    const until = Date.UTC(2098, 11, 22, 17)
    const of = { plannedId: 'sus-7', owner: 'diskominfo', why: 'a letter', reference: '005/7' }
    Object.assign(target ?? {}, { evidence: { ...of, until } })
    const { out } = await run(why, [target?.id ?? ''])
    expect(out).toMatch(
      /\nSuspended since .* WIB \(.*\): sus-7 of diskominfo covers it until 23 Dec 2098 00:00:00 WIB: a letter \(005\/7\)\.\n/,
    )
    expect(out).toMatch(
      /\n {2}It is asked all the same, and answers: of 6 echoes in the minute from [\d:]{8} WIB none was lost\.\n/,
    )
  })
})

describe('from what a program left behind', () => {
  const SUSPENSION: Suspension = {
    kind: 'suspension',
    id: 'sus-9',
    scope: { targets: ['ul-01'] },
    reason: 'line is being moved',
    owner: 'diskominfo',
    reference: '005/9',
    source: 'program',
    from: NOON,
    // Prolonged: when it began it was for a day.
    until: NOON + 9 * DAY_MS,
  }
  beforeAll(async () => {
    const settings = configOf({ config })
    mkdirSync(settings.data, { recursive: true })
    let now = NOON
    const store = await openLocalStore(storeFile(settings), { now: () => now })
    await store.register([{ targetId: 'ul-01', kind: 'uplink', areas: [], pinged: true }])
    const evidence = { plannedId: 'sus-9', owner: 'diskominfo', why: 'x', until: NOON + DAY_MS }
    const { from, until } = SUSPENSION
    await store.commit({
      transitions: [
        transition('ul-01', NOON, 'up', 'suspended', 'planned', evidence),
        transition('nvr-01', NOON, 'up', 'suspended', 'planned', evidence),
      ],
      documents: [
        {
          collection: 'planned',
          key: 'sus-9',
          body: writeDocument({ planned: SUSPENSION, next: { from, until } }),
        },
      ],
    })
    await store.saveMinute(minute(NOON + MINUTE_MS, [[6, 6]]))
    now = NOON + 2 * MINUTE_MS
    await store.alive(now)
    await store.close()
  })

  test('why says by what, whose, why and until when as it is now, and what was seen', async () => {
    const { code, out } = await run(why, ['ul-01'])
    expect(code).toBe(0)
    expect(out).toMatch(
      /\nRonda is not running: this is what it knew last\.\nSuspended since 1 Mar .*19:00:00 WIB \(.*\): sus-9 of diskominfo covers it until 10 Mar .*19:00:00 WIB: line is being moved \(005\/9\)\.\n/,
    )
    expect(out).toMatch(
      /\n {2}It is asked all the same, and does not answer: of 6 echoes in the minute from 1 Mar .*19:01:00 WIB all were lost\.\n/,
    )
    const below = await run(why, ['nvr-01'])
    expect(below.out).toContain('sus-9 of diskominfo covers it')
    expect(below.out).not.toContain('It is asked')
    expect(JSON.parse((await run(why, ['ul-01'], true)).out)).toMatchObject({
      evidence: { plannedId: 'sus-9', until: SUSPENSION.until },
      look: { sent: 6, lost: 6 },
    })
  })

  test('status says what is planned', async () => {
    expect((await run(status)).out).toMatch(
      /\n\nPlanned: 1 suspension holds: 2 targets until 10 Mar .*19:00:00 WIB \(sus-9\)\n$/,
    )
  })
})
