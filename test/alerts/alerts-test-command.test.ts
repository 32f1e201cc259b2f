// `ronda alerts test` as a user runs it: what it says, its codes, and what it leaves behind, which is nothing.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startInfluxd } from '../rigs/influxd.ts'
import { until } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))

let folder: string
let scratch: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-alerts-test-'))
  scratch = join(folder, 'tmp')
  mkdirSync(scratch)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Started {
  readonly child: ChildProcess
  readonly done: Promise<{
    readonly code: number | null
    readonly out: string
    readonly err: string
  }>
}

function start(args: readonly string[], path = process.env['PATH'] ?? ''): Started {
  const child = spawn(process.execPath, [RONDA, 'alerts', 'test', ...args], {
    cwd: folder,
    env: { PATH: path, TMPDIR: scratch },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }))
  return { child, done }
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return name
}

/** An uplink that is dead for 15 minutes; `cause` is the one that is expected. */
function caseOf(name: string, cause: string, until = '5m'): string {
  return `
  - name: ${name}
    kind: fires
    until: ${until}
    series:
      - measurement: outage
        tags: {cause: UPL-1, kind: uplink, severity: warning, owner: isp-nusa}
        fields: {affected: 12x90 0x60}
    expect:
      - {at: 5m, firing: [{cause: ${cause}}]}`
}

const HEAD = 'rule: ronda-cause-uplink\ncases:'

function leftHere(): string[] {
  // Node's own cache lies there too.
  return readdirSync(scratch).filter((name) => name.startsWith('ronda'))
}

/** Processes whose command line names this test's folder. */
function processesHere(): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(scratch)
    } catch {
      return false
    }
  })
}

test('without influxd it says what to do', async () => {
  const file = write('a.yaml', `${HEAD}${caseOf('dies', 'UPL-1')}`)
  const { code, err } = await start([file], folder).done
  expect(code).toBe(2)
  expect(err).toContain('there is no influxd on PATH')
  expect(err).toContain('apt-get install influxdb')
  expect(err).toContain('--influx URL')
})

test('all that is wrong with files is said before anything starts', async () => {
  const bad = `${HEAD}${caseOf('dies', 'UPL-1').replace('affected', 'affectd')}`
  const { code, out, err } = await start([write('a.yaml', bad), 'b.yaml'], folder).done
  expect(code).toBe(2)
  expect(out.split('\n')).toEqual([
    'a.yaml:9: outage has no field "affectd" in tier raw; did you mean "affected"?',
    expect.stringMatching(/^b\.yaml: cannot be read: .*; name a file of rule cases$/),
    '',
  ])
  expect(err).toBe('2 problems; docs/grafana.md shows a case\n')
})

test('a rule that has no case is told, with what was meant', async () => {
  const file = write('a.yaml', `${HEAD}${caseOf('dies', 'UPL-1')}`)
  const { code, err } = await start([file, '--rule', 'ronda-cause-uplnk'], folder).done
  expect(code).toBe(2)
  expect(err).toContain('did you mean "ronda-cause-uplink"?')
})

describeWithRigs('on an influxd of its own', ['influxd'], () => {
  test('a line a case, and why one failed', async () => {
    const cases = `${HEAD}${caseOf('dies', 'UPL-1')}${caseOf('is another', 'UPL-2')}`
    const { code, out, err } = await start([write('a.yaml', cases)]).done
    expect([code, err]).toEqual([1, ''])
    expect(out).toMatch(/^ok {4}ronda-cause-uplink: dies {2}\(\d/)
    expect(out).toMatch(/\nFAIL {2}ronda-cause-uplink: is another {2}\(\d/)
    expect(out).toContain('a.yaml:20: at 5m')
    expect(out).toMatch(/fires:\n +\{cause=UPL-1, .*alertname=Uplink down\} Alerting/)
    expect(out).toMatch(/missing:\n +\{cause=UPL-2\}/)
    expect(out).toMatch(/instances then:\n +\{.*\} Alerting .*B=12/)
    expect(out).toMatch(/\n1 passed, 1 failed in /)
    expect([leftHere(), processesHere()]).toEqual([[], []])
  })

  test('NDJSON for programs', async () => {
    const file = write('a.yaml', `${HEAD}${caseOf('dies', 'UPL-1')}`)
    const { code, out } = await start([file, '--json']).done
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown)
    expect(code).toBe(0)
    expect(lines).toMatchObject([
      { type: 'case', name: 'dies', ok: true, failures: [], rules: ['ronda-cause-uplink'] },
      { type: 'summary', passed: 1, failed: 0, left: 0 },
    ])
  })

  test('Ctrl-C ends it, its influxd and its folder', async () => {
    const many = Array.from({ length: 20 }, (_, at) => caseOf(`case ${at}`, 'UPL-1', '6d'))
    const { child, done } = start([write('a.yaml', `${HEAD}${many.join('')}`)])
    await until('influxd runs', 20_000, processesHere, (pids) => pids.length > 0)
    child.kill('SIGINT')
    expect((await done).code).toBe(130)
    expect([leftHere(), processesHere()]).toEqual([[], []])
  })
})

describeWithRigs('on an InfluxDB of the user', ['influxd'], () => {
  test('it makes databases of its own and drops them, after Ctrl-C too', async () => {
    const influxd = await startInfluxd({ admin: { user: 'root', password: 'p w:d' } })
    try {
      const login = { authorization: `Basic ${btoa('root:p w:d')}` }
      const asked = async (q: string): Promise<string> =>
        await (
          await fetch(`${influxd.url}/query?${new URLSearchParams({ q })}`, {
            headers: login,
            method: 'POST',
          })
        ).text()
      await asked('CREATE DATABASE theirs')
      const before = await asked('SHOW DATABASES')
      const url = influxd.url.replace('://', '://root:p%20w%3Ad@')
      const file = write('a.yaml', `${HEAD}${caseOf('dies', 'UPL-1')}`)
      const { code, out } = await start([file, '--influx', url], folder).done
      expect([code, out]).toEqual([0, expect.stringContaining('1 passed, 0 failed')])
      expect(await asked('SHOW DATABASES')).toBe(before)

      const many = Array.from({ length: 20 }, (_, at) => caseOf(`case ${at}`, 'UPL-1', '6d'))
      const long = start([write('b.yaml', `${HEAD}${many.join('')}`), '--influx', url], folder)
      let during = before
      while (during === before && long.child.exitCode === null)
        during = await asked('SHOW DATABASES')
      expect(during).toContain('ronda_test_')
      long.child.kill('SIGINT')
      expect((await long.done).code).toBe(130)
      expect(await asked('SHOW DATABASES')).toBe(before)

      const wrong = await start([file, '--influx', influxd.url], folder).done
      expect([wrong.code, wrong.err]).toEqual([
        2,
        expect.stringContaining('unable to parse authentication credentials'),
      ])
    } finally {
      await influxd.close()
    }
  })

  test('nobody there is told, without the login', async () => {
    const file = write('a.yaml', `${HEAD}${caseOf('dies', 'UPL-1')}`)
    const url = 'http://me:secret@127.0.0.1:1'
    const { code, err } = await start([file, '--influx', url], folder).done
    expect(code).toBe(2)
    expect(err).toContain('no answer from http://127.0.0.1:1')
    expect(err).not.toContain('secret')
  })
})
