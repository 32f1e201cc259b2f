// How telling goes in the whole program, as `ronda status`, `ronda why` and the API say it: over real ICMP and a real sink.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { configOf } from '../../cli/data-folder.ts'
import { findRunning } from '../../cli/running.ts'
import { enterNetns } from '../rigs/enter-netns.ts'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { type Program, ronda, startRonda, until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { startWebhookSink, type WebhookSink } from '../rigs/webhook-sink.ts'

const UPLINK_1 = '127.0.0.21'
const NVR_1 = '127.0.0.31'
const QUICK_ROUND =
  'round: { timeoutMs: 400, confirmAfterMs: 150, confirmGapMs: 150, anchorIntervalMs: 250, flushMs: 50 }\n'

describeWithRigs('telling, as people see it', ['root', 'ip', 'nft', 'sysctl'], () => {
  let ns: Netns
  let folder: string
  let config: string
  let sink: WebhookSink
  let program: Program | undefined

  beforeAll(async () => {
    ns = makeNetns('telling')
    const leave = enterNetns(ns)
    try {
      sink = await startWebhookSink()
    } finally {
      leave()
    }
    folder = mkdtempSync(join(tmpdir(), 'ronda-telling-'))
    config = join(folder, 'ronda.yaml')
    expect(ronda(['init', folder]).code).toBe(0)
    const secret = join(folder, 'secret')
    writeFileSync(secret, sink.secret, { mode: 0o600 })
    const alerts = {
      receivers: [{ id: 'noc', webhook: { url: sink.url, secret: `file:${secret}` } }],
      fallback: ['noc'],
    }
    const settings = `${readFileSync(config, 'utf8')}${QUICK_ROUND}alerts: ${JSON.stringify(alerts)}\n`
    writeFileSync(config, settings)
    const fleet = join(folder, 'estate', 'fleet.yaml')
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replaceAll('10s', '1s'))
  })
  afterAll(async () => {
    await program?.end('SIGKILL')
    await sink?.close()
    ns?.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const said = (...words: string[]) => ronda([...words, '-c', config], ns.prefix)
  const asked = (path: string) => {
    const url = findRunning(configOf({ config }).data)?.url ?? ''
    const show = `console.log(await (await fetch('${url}${path}')).text())`
    return JSON.parse(ns.run(process.execPath, ['--input-type=module', '-e', show]).stdout)
  }
  const untilStatus = (what: RegExp) =>
    until(
      String(what),
      20_000,
      () => said('status').stdout,
      (out) => what.test(out),
    )

  test('before any message, and once one was taken', async () => {
    program = startRonda(ns, ['-c', config])
    await untilStatus(/walking since .*\nTold: 1 receiver, no message since the start\n/s)
    ns.setDead([UPLINK_1, NVR_1])
    await untilStatus(/\nTold: 1 receiver, all reached\n/)
    const { rows } = asked('/api/incidents?open=true')
    const view = asked(`/api/incidents/${rows[0].id}`)
    expect(view.told).toEqual([{ receiver: 'noc', at: expect.any(String) }])
    expect(view.steps.map((step: { what: string }) => step.what)).toContain('settled')
  })

  test('a receiver that fails has its line, with the messages that wait', async () => {
    sink.behave({ status: 500 })
    ns.setDead([])
    await untilStatus(
      /\nTold: 1 receiver, 1 not reached\n {2}noc \(webhook\): failing since .* WIB \(.*500.*\); 1 message waiting, the oldest for \d+ s\n/,
    )
    expect(asked('/api/summary')).toMatchObject({
      receivers: [{ id: 'noc', channel: 'webhook', waiting: 1 }],
      refused: 0,
      planned: { active: 0, targets: 0 },
    })
  })

  test('a suspension is in the counts, and why says what holds now and what is seen', async () => {
    const why = ['--reason', 'line is being moved', '--owner', 'diskominfo', '--reference', '005/9']
    const suspend = (...words: string[]) =>
      JSON.parse(said('suspend', 'ul-02', ...why, '--until', '+3d', '--json', ...words).stdout)
    const { covered } = suspend('--dry-run')
    const { id } = suspend('--confirm', String(covered))
    await untilStatus(
      new RegExp(`\\nPlanned: 1 suspension holds: ${covered} targets until .* WIB \\(${id}\\)\\n`),
    )
    expect(said('why', 'ul-02').stdout).toMatch(
      new RegExp(
        `\\nSuspended since .*: ${id} of diskominfo covers it until .* WIB: line is being moved \\(005/9\\)\\.\\n`,
      ),
    )
    expect(await program?.end()).toBe(130)
    expect(said('why', 'ul-02').stdout).toContain(`: ${id} of diskominfo covers it until`)
    expect(said('status').stdout).toContain(`(${id})`)
  })
})
