// `ronda store status`, `replay` and `dead-letters`: against a program that runs, and on the spool that one left.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { command as status } from '../../cli/commands/status.ts'
import { command as letters } from '../../cli/commands/store-dead-letters.ts'
import { command as replay } from '../../cli/commands/store-replay.ts'
import { command as storeStatus } from '../../cli/commands/store-status.ts'
import { configOf } from '../../cli/data-folder.ts'
import { SPOOL_FILE } from '../../cli/run/influx.ts'
import { tokenForActing } from '../../cli/run/token.ts'
import { announceRunning, withdrawRunning } from '../../cli/running.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import { type FakeActions, fakeActions } from '../console/fake-actions.ts'
import { type FakeLive, fakeLive } from '../console/fake-live.ts'
import { seriesStatus, writing } from '../console/fake-series.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const INFLUX = `
influx:
  targets:
    - name: main
      url: http://127.0.0.1:8086
    - name: second
      url: http://127.0.0.1:8087
`

let folder: string
let config: string
let data: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-store-'))
  config = join(folder, 'ronda.yaml')
  writeFileSync(config, `synthetic: {}\n${INFLUX}`)
  data = configOf({ config }).data
  makeFolder(data, 0o700)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Values = Readonly<Record<string, string | boolean>>
const run = (command: Command, values: Values = {}, json = false) =>
  runCommand(command, { config, ...values }, [], json)
const failure = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('against a program that runs', () => {
  let live: FakeLive
  let actions: FakeActions
  let server: Console
  beforeAll(async () => {
    live = fakeLive(60)
    actions = fakeActions(live, new Map())
    server = await startConsole({
      live,
      listen: { host: '127.0.0.1', port: 0 },
      logger: silentLogger,
      webDir: '/nonexistent',
      acting: { actions, token: tokenForActing(configOf({ config }), silentLogger) },
    })
    announceRunning(data, { pid: process.pid, url: server.url })
  })
  afterAll(async () => {
    withdrawRunning(data)
    await server.close()
  })

  test('status tells each database and exits 1 while one is away', async () => {
    const { code, out } = await run(storeStatus)
    expect(code).toBe(1)
    expect(out).toMatch(/^Semarang: 2 databases\n\nmain {2}http:\/\/10\.0\.0\.5:8086/)
    expect(out).toMatch(/second .*waiting since .* WIB\n {2}InfluxDB second at .*\n {2}Remedy: see/)
    const told = JSON.parse((await run(storeStatus, {}, true)).out) as object
    expect(told).toMatchObject({
      running: true,
      configured: true,
      targets: [{ name: 'main' }, { problem: { code: 'unreachable' } }],
    })
  })

  test('status exits 0 where all is written', async () => {
    const before = seriesStatus(Date.now())
    live.write({ ...before, targets: [writing(Date.now())] })
    try {
      const { code, out } = await run(storeStatus)
      expect(code).toBe(0)
      expect(out).toContain('Semarang: 1 database\n')
    } finally {
      live.write(before)
    }
  })

  test('ronda status has one line of it', async () => {
    const { out } = await run(status)
    expect(out).toMatch(
      /^Series: main writing, lag 0 s; second waiting since .* WIB, 9\.9 M points wait$/m,
    )
    const told = JSON.parse((await run(status, {}, true)).out) as object
    expect(told).toMatchObject({ series: { configured: true } })
  })

  test('dead letters are grouped by reason, then the newest are listed', async () => {
    const { code, out } = await run(letters, { limit: '2' })
    expect(code).toBe(1)
    expect(out).toMatch(
      /^205 dead letters\n\n {2}200 {2}main 400: field type conflict.* \(last .* WIB\)\n {4}5 {2}main 400: unable to parse/,
    )
    expect(out).toMatch(/\nNewest first, 2 of 205:\n.* WIB {2}main 400 raw: /)
    expect(out).toMatch(/rtt_dms=1{100,}…\n/)
    expect(out).toMatch(/\n\nWhen the cause is mended: ronda store replay/)
    const { rows } = JSON.parse((await run(letters, { limit: '3' }, true)).out) as {
      readonly rows: readonly { readonly n: number }[]
    }
    expect(rows.map(({ n }) => n)).toEqual([205, 204, 203])
    expect(JSON.parse((await run(letters, { limit: '0' }, true)).out)).toMatchObject({
      total: 205,
      groups: [{ count: 200 }, { count: 5 }],
      rows: [],
    })
    const none = await run(letters, { target: 'second' })
    expect(none).toEqual({ code: 0, out: 'No point was refused.\n', err: '' })
    expect(await failure(run(letters, { target: 'mian', limit: 'x' }))).toMatchObject({
      message:
        '--target mian: no database is called so; did you mean main?\n--limit x is not a number from 0 to 100,000',
    })
  })

  test('replay tells what was started, under the name of who did it', async () => {
    const all = await run(replay, { by: 'sari' })
    expect(all).toEqual({ code: 0, out: 'Tried at once: 2,200 frames that waited.\n', err: '' })
    expect(actions.done.at(-1)).toMatchObject({ action: 'replay', by: 'sari', via: 'cli' })
    const again = await run(replay, { target: 'main', 'dead-letters': true })
    expect(again.out).toBe('Tried at once: 0 frames that waited.\nSent again: 205 dead letters.\n')
    const span = await run(replay, { from: '-2d', to: '-1d', tiers: 'm1,h1' })
    expect(span.out).toMatch(
      /\nTo be written once more, to all databases: m1, h1 from .* WIB until .* WIB; of each only whole spans that are over\. It goes on by itself.*\nFor second it waits in the spool: nothing is taken there now\.\n$/,
    )
    const ahead = await run(replay, { from: '-1h', to: '2099-12-31', tiers: 'm1' })
    expect(ahead.out).toMatch(/^--to 2099-12-31 is ahead; it ends now\.\n/)
    expect(ahead.out).not.toContain('until 31 Dec')
    expect(JSON.parse((await run(replay, { from: '-1h' }, true)).out)).toMatchObject({
      span: { tiers: ['m1', 'h1', 'd1', 'ev'] },
    })
  })

  test('replay tells every wrong word, and what the program refuses', async () => {
    expect(await failure(run(replay, { target: 'mian', from: 'then' }))).toMatchObject({
      code: 'RND_USAGE',
      message: expect.stringMatching(/did you mean main\?\n--from then is no time/),
    })
    expect(await failure(run(replay, { from: '2001-01-01', to: '2001-01-02' }))).toMatchObject({
      message: 'to: is not kept; a later time',
    })
    const { code, stderr } = ronda(['store', 'replay', '--dead-leters', '-c', config])
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean --dead-letters?')
  })
})

describe('where no program runs', () => {
  const NOW = Date.now()
  const at = NOW - 3_600_000

  test('a spool that was never made owes nothing', async () => {
    const { code, out } = await run(storeStatus)
    expect(code).toBe(0)
    expect(out).toMatch(/^Semarang: not running, as of .*\n\nmain {2}http:\/\/127\.0\.0\.1:8086/)
    expect(out.match(/\n {2}not tried yet\n/g)).toHaveLength(2)
    expect(out).not.toContain('nothing waits')
    expect(out).toContain('Spool: 0.0 MB of 4,096 MB, 0 points wait')
  })

  test('the spool that it left says what is owed and what was refused, and is not changed', async () => {
    const spool = openSpool({
      path: join(data, SPOOL_FILE),
      targets: ['main', 'second'],
      maxBytes: 64_000_000,
      minFreePercent: 0,
      logger: silentLogger,
      now: () => at,
    })
    const head = { tier: 'm1', worth: 'minute', precision: 's', points: 2 } as const
    const body = gzipSync('a v=1i 1\na v=1i 2\n')
    const frames = spool.put([{ ...head, fromMs: at, toMs: at + 1000, body }], { 'rolled.m1': NOW })
    spool.acknowledge(
      'main',
      frames.map(({ seq }) => seq),
    )
    const refusal = { at: NOW, target: 'main', tier: 'm1', precision: 's', status: 400 } as const
    spool.bury([{ ...refusal, message: 'unable to parse\u001b[2J', line: 'a v=\u001b[1m 1' }])
    spool.flush()
    spool.close()
    const before = readFileSync(join(data, SPOOL_FILE))
    const { code, out } = await run(storeStatus)
    expect(code).toBe(0)
    expect(out).toMatch(/^Semarang: not running, as of .* WIB \(\d+ s ago\)\n/)
    expect(out).toMatch(
      /second .*\n {2}lag 1 h.*: 2 points wait in 1 frame, 0\.0 MB, the oldest of .* WIB\n/,
    )
    expect(out).toMatch(/main .*\n {2}lag 0 s, nothing waits\n {2}1 dead letter; they are listed/)
    expect(out).toMatch(/Summed up to: m1 .* WIB/)
    expect(JSON.parse((await run(storeStatus, {}, true)).out)).toMatchObject({
      running: false,
      targets: [{ state: 'starting' }, { backlog: { points: 2 } }],
    })
    const found = await run(letters)
    expect(found.code).toBe(1)
    expect(found.out).toMatch(/^Semarang: not running\n1 dead letter\n/)
    expect(found.out).toContain('unable to parse?[2J')
    expect(found.out).toContain('  a v=?[1m 1\n')
    expect(readFileSync(join(data, SPOOL_FILE)).equals(before)).toBe(true)
  })

  test('replay wants a program that runs', async () => {
    expect(await failure(run(replay))).toMatchObject({ code: 'RND_NOT_RUNNING' })
  })

  test('without a database in ronda.yaml it says how to add one', async () => {
    const other = join(folder, 'none.yaml')
    writeFileSync(other, 'synthetic: {}\ndata: ./none\n')
    const { code, out } = await runCommand(storeStatus, { config: other })
    expect(code).toBe(0)
    expect(out).toMatch(/no database of time series is configured.*\nTo add one: name it under/)
    const told = await runCommand(storeStatus, { config: other }, [], true)
    expect(JSON.parse(told.out)).toEqual({ running: false, city: 'Semarang', configured: false })
    expect(await failure(runCommand(letters, { config: other }))).toMatchObject({
      message: expect.stringContaining('no database of time series is configured'),
    })
  })
})
