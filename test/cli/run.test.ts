// The whole program over a small estate with real ICMP in a namespace: what dies, why, what is kept, and what is not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { type Program, ronda, startRonda, until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

/** Addresses of the estate that `ronda init` writes. */
const UPLINK_1 = '127.0.0.21'
const NVR_1 = '127.0.0.31'
const UPLINK_2 = '127.0.0.22'
const RELAY = '127.0.0.12'
const ALL = ['10', '11', '12', '21', '22', '23', '31', '32'].map((n) => `127.0.0.${n}`)
const ANCHOR = '127.0.0.1'
const QUICK_ROUND =
  'round: { timeoutMs: 400, confirmAfterMs: 150, confirmGapMs: 150, anchorIntervalMs: 250, flushMs: 50 }\n'

interface Why {
  readonly target: { readonly state: string; readonly reason: string }
  readonly parents: readonly { readonly id: string; readonly state: string }[]
  readonly transitions: readonly { readonly to: string; readonly reason: string }[]
  readonly running: boolean
}
interface Status {
  readonly running: boolean
  readonly state: string
  readonly rounds: number
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>
}
interface Incidents {
  readonly incidents: readonly {
    readonly id: string
    readonly state: string
    readonly reason: string
    readonly cause: { readonly kind: string; readonly targetId?: string }
    readonly affected: number
    readonly peak: number
  }[]
}

describeWithRigs('ronda run', ['root', 'ip', 'nft', 'sysctl'], () => {
  let ns: Netns
  let folder: string
  let config: string
  let program: Program | undefined

  beforeAll(() => {
    ns = makeNetns('run')
    folder = mkdtempSync(join(tmpdir(), 'ronda-run-'))
    config = join(folder, 'ronda.yaml')
    expect(ronda(['init', folder]).code).toBe(0)
    writeFileSync(config, readFileSync(config, 'utf8') + QUICK_ROUND)
    const fleet = join(folder, 'estate', 'fleet.yaml')
    writeFileSync(fleet, readFileSync(fleet, 'utf8').replaceAll('10s', '1s'))
  })
  afterAll(async () => {
    await program?.end('SIGKILL')
    ns.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  const ask = <T>(args: readonly string[]): T | undefined => {
    const { stdout } = ronda([...args, '--json', '-c', config], ns.prefix)
    const answer = stdout ? (JSON.parse(stdout) as T & { readonly error?: unknown }) : undefined
    return answer?.error === undefined ? answer : undefined
  }
  const why = (id: string) => ask<Why>(['why', id])
  const status = () => ask<Status>(['status'])
  const untilState = (id: string, state: string) =>
    until(
      `${id} ${state}`,
      15_000,
      () => why(id),
      (answer) => answer?.target.state === state,
    )
  const incidents = () => ask<Incidents>(['incidents'])?.incidents ?? []
  const untilIncident = (state: string, reason: string) =>
    until(
      `an incident ${reason} ${state}`,
      20_000,
      () => incidents().find((one) => one.reason === reason),
      (one) => one?.state === state,
    )
  const untilWalking = () =>
    until(
      'a full round',
      15_000,
      status,
      (s) => s?.running === true && s.rounds > 1 && s.state === 'walking',
    )

  test('a dead uplink is down, and what hangs on it is unreachable, not down', async () => {
    program = startRonda(ns, ['-c', config])
    await untilWalking()
    expect(status()?.counts).toMatchObject({ uplink: { up: 2 }, nvr: { up: 2 } })

    ns.setDead([UPLINK_1, NVR_1])
    await untilState('ul-01', 'down')
    const child = await untilState('nvr-01', 'unreachable')
    expect(child?.target.reason).toBe('parent-down')
    expect(child?.parents[0]).toMatchObject({ id: 'ul-01', state: 'down' })
    expect(why('cam-01')?.target.state).toBe('unreachable')
    expect(why('ul-02')?.target.state).toBe('up')
    expect(ronda(['status', '-c', config], ns.prefix).code).toBe(1)
    const told = ronda(['why', 'nvr-01', '-c', config], ns.prefix)
    expect(told.code).toBe(1)
    expect(told.stdout).toMatch(/Unreachable since .*\n {2}above it: uplink ul-01 .* Down since /)

    expect(await untilIncident('open', 'topmost-failed')).toMatchObject({
      cause: { kind: 'target', targetId: 'ul-01' },
      // The line, its NVR, and the two cameras of that.
      affected: 4,
    })

    ns.setDead([])
    expect((await untilState('ul-01', 'up'))?.target.reason).toBe('answers-again')
    await untilState('nvr-01', 'up')
    expect(await untilIncident('closed', 'topmost-failed')).toMatchObject({ affected: 0 })
    expect(incidents()).toHaveLength(1)
  })

  test('a dead node is named, a target is found by its address, and a name of two lists both', async () => {
    const said = (...args: string[]) => ronda([...args, '-c', config], ns.prefix)
    expect(said('status').stdout).toContain('\nNothing is dead.\n')
    ns.setDead([RELAY])
    await untilState('relay', 'down')
    const status = said('status')
    expect(status.code).toBe(1)
    expect(status.stdout).toContain('\nDead nodes:\n  relay "Relay": down\n')
    expect(said('why', RELAY).stdout).toMatch(/^node relay "Relay" .*\nDown since /)
    expect(said('why', 'Relay').stdout).toMatch(/^node relay /)
    const two = said('why', 'RT 01/RW 01 Bulusan')
    expect(two.code).toBe(2)
    expect(two.stderr).toMatch(/is 2 targets:\n {2}NVR nvr-01 .*\n {2}uplink ul-01 .*\nRemedy: /)
    ns.setDead([])
    await untilState('relay', 'up')
  })

  test('a program that is there but does not answer is not said to be gone', async () => {
    const { pid } = JSON.parse(readFileSync(join(folder, 'data', 'running.json'), 'utf8')) as {
      readonly pid: number
    }
    process.kill(pid, 'SIGSTOP')
    try {
      const told = ronda(['status', '-c', config], ns.prefix)
      expect(told.code).toBe(1)
      expect(told.stdout).toContain(`process ${pid} is there but does not answer, as of `)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await untilWalking()
  })

  test('a line whose own address is silent lives while an address behind it answers', async () => {
    ns.setDead([UPLINK_2])
    expect((await untilState('ul-02', 'degraded'))?.target.reason).toBe('anchor-answers')
    expect(why('nvr-02')?.target.state).toBe('up')
    ns.setDead([])
    await untilState('ul-02', 'up')
  })

  test('a probe that sees nothing says blind, and moves no state', async () => {
    ns.setDead([...ALL, ANCHOR])
    await until('blind', 15_000, status, (s) => s?.state === 'blind')
    await untilIncident('open', 'probe-blind')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(status()).toMatchObject({ state: 'blind', counts: { uplink: { up: 2, down: 0 } } })
    ns.setDead([])
    await untilWalking()
    expect(status()?.counts).toMatchObject({ uplink: { up: 2 }, nvr: { up: 2 }, node: { up: 3 } })
    expect(program?.said()).toContain('reason=blind')
    await untilIncident('closed', 'probe-blind')
    // Newest first: what was silent with the probe has made none.
    const reasons = incidents().map(({ reason }) => reason)
    expect(reasons[0]).toBe('probe-blind')
    expect(new Set(reasons.slice(1))).toEqual(new Set(['topmost-failed']))
  })

  test('Ctrl-C ends it with 130 and says what was kept; status and why then read the store', async () => {
    expect(await program?.end('SIGINT')).toBe(130)
    expect(program?.said()).toMatch(
      /ronda: ended\. Since the start \d+ changes of state and \d+ minutes/,
    )
    expect(status()).toMatchObject({ running: false, counts: { uplink: { up: 2 } } })
    const told = ronda(['status', '-c', config], ns.prefix)
    // The end itself, not the last change of state.
    expect(told.stdout).toMatch(/^Contoh: not running, as of .* \([0-5] s ago\)\n/)
    const remembered = why('nvr-01')
    expect(remembered?.running).toBe(false)
    // Newest first. It was never `down`, whoever's turn came first.
    expect(remembered?.transitions.map((t) => t.to)).toEqual(['up', 'unreachable', 'up'])
  })

  test('a second start knows what the first one knew, and SIGTERM ends it with 0', async () => {
    ns.setDead([UPLINK_1])
    program = startRonda(ns, ['-c', config])
    await untilWalking()
    await untilState('ul-01', 'down')
    expect(await program.end('SIGTERM')).toBe(0)
    ns.setDead([])
    program = startRonda(ns, ['-c', config])
    await untilWalking()
    const back = await untilState('ul-01', 'up')
    expect(back?.target.reason).toBe('answers-again')
  })

  test('two programs on one data folder: the second is refused', () => {
    const second = ronda(['run', '-c', config, '--listen', '127.0.0.1:8081'], ns.prefix)
    expect(second.code).toBe(2)
    expect(second.stderr).toMatch(/another Ronda|already/i)
  })
})
