// The commands that act, against a program that runs: suspend, resume, maintenance, ack, audit.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { command as ack } from '../../cli/commands/ack.ts'
import { command as audit } from '../../cli/commands/audit.ts'
import { command as maintenance } from '../../cli/commands/maintenance.ts'
import { command as resume } from '../../cli/commands/resume.ts'
import { command as suspend } from '../../cli/commands/suspend.ts'
import { configOf } from '../../cli/data-folder.ts'
import { tokenForActing, wantsToken } from '../../cli/run/token.ts'
import { announceRunning, tokenFile, withdrawRunning } from '../../cli/running.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { RondaError } from '../../fleet/error.ts'
import { silentLogger } from '../../fleet/logger.ts'
import type { Incident } from '../../incidents/incident.ts'
import { type FakeActions, fakeActions } from '../console/fake-actions.ts'
import { incidentOn, step } from '../console/fake-incidents.ts'
import { type FakeLive, fakeLive } from '../console/fake-live.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const RONDA = fileURLToPath(new URL('../../cli/ronda.js', import.meta.url))
const WHY = { reason: 'line is being moved', owner: 'diskominfo', by: 'sari' }

let folder: string
let config: string
let data: string
let live: FakeLive
let actions: FakeActions
let incident: Incident
let server: Console
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-act-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
  const settings = configOf({ config })
  data = settings.data
  live = fakeLive(600)
  incident = incidentOn(live.city, 'upl-00011', { openedAt: Date.now() - 60_000 })
  live.happen(step('opened', incident))
  actions = fakeActions(live, new Map([[incident.id, incident]]))
  server = await startConsole({
    live,
    listen: { host: '127.0.0.1', port: 0 },
    logger: silentLogger,
    acting: { actions, token: tokenForActing(settings, silentLogger) },
  })
  announceRunning(data, { pid: process.pid, url: server.url })
})
afterAll(async () => {
  withdrawRunning(data)
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

type Values = Readonly<Record<string, string | boolean>>

const run = (command: Command, positionals: readonly string[], values: Values, json = false) =>
  runCommand(command, { config, ...values }, positionals, json)

async function refused(promise: Promise<unknown>): Promise<RondaError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof RondaError)) throw new Error(`expected a RondaError, got ${String(error)}`)
  return error
}

test('the token is made at the first start, for this user only, though reading needs none', () => {
  expect(statSync(tokenFile(data)).mode & 0o777).toBe(0o600)
  expect(wantsToken(configOf({ config }))).toBe(false)
})

test('suspends, lists, resumes in part and whole, and the audit tells it', async () => {
  const flags = { ...WHY, until: '+3d', reference: '005/1234' }
  const made = await run(suspend, ['upl-00001', 'upl-00002'], flags)
  expect(made.code).toBe(0)
  expect(made.out).toMatch(
    /^Suspended \d targets from \d\d:\d\d:\d\d WIB until \d+ \w+ [\d:]{8} WIB as p-1\.\nWhat is planned: ronda maintenance\. End it: ronda resume p-1\n$/,
  )
  const list = await run(maintenance, [], {})
  expect(list.out).toMatch(
    /^active {2}suspension p-1: \d targets, from .* WIB until .* WIB\n {8}line is being moved \(005\/1234\); owner Diskominfo\n$/,
  )
  expect((await run(resume, ['p-1', 'upl-00001'], { by: 'budi' })).out).toMatch(
    /^Resumed \d targets? of p-1\.\n$/,
  )
  const whole = JSON.parse((await run(resume, ['p-1'], { by: 'budi' }, true)).out) as object
  expect(whole).toEqual({ id: 'p-1', covered: expect.any(Number), kept: true, warnings: [] })
  expect((await run(maintenance, [], {})).out).toMatch(
    /^Nothing is switched off on purpose now\.\n\nOver:\nover {4}suspension p-1: \d targets?, from/,
  )
  const told = await run(audit, ['p-1'], { limit: '2' })
  expect(told.out).toMatch(
    /^[\d:]{8} WIB {2}resume {2}p-1 {2}by budi \(cli\) {2}covered=\d\n.*resume.*\n$/,
  )
  expect((await run(audit, ['p-1'], {})).out).toMatch(
    /suspend {2}p-1 {2}by sari \(cli\) {2}covered=\d targets="upl-00001 upl-00002" until="\d+ \w+ [\d:]{8} WIB"\n$/,
  )
  expect(JSON.parse((await run(audit, [], {}, true)).out)).toMatchObject({
    rows: [{ action: 'resume' }, { action: 'resume' }, { action: 'suspend', by: 'sari' }],
  })
})

test('who acts is the user who is signed in, unless it is said', async () => {
  const { by: _, ...why } = WHY
  await run(suspend, ['upl-00003'], { ...why, until: '+1h' })
  expect(actions.done.at(-1)?.by).toBe(process.env['SUDO_USER'] ?? process.env['USER'] ?? 'root')
})

test('plans a window, once and every week', async () => {
  const once = await run(maintenance, ['upl-00004'], {
    ...WHY,
    from: '2098-01-01 01:00',
    until: '2098-01-01 05:00',
    by: 'sari',
  }).catch((error: unknown) => error)
  expect(once).toMatchObject({ message: expect.stringContaining('--from 2098-01-01 01:00 is no') })
  const soon = await run(maintenance, ['upl-00004'], { ...WHY, from: '+1d', until: '+2d' })
  expect(soon.out).toMatch(/^Planned for \d targets from .* WIB until .* WIB as p-\d\.\n/)
  const weekly = { ...WHY, weekly: 'sun 01:00-05:00', where: 'area=genuk,kind=node' }
  const window = await run(maintenance, ['upl-00005'], weekly)
  expect(window.out).toMatch(/^Planned for \d targets every sun 01:00-05:00 WIB as p-\d\.\n/)
})

describe('a mass suspension', () => {
  const MANY = { ...WHY, where: 'kind=uplink', until: '+3d' }

  test('wants its number where nobody is at a terminal', async () => {
    const error = await refused(run(suspend, [], MANY))
    expect(error.code).toBe('RND_USAGE')
    expect(error.message).toMatch(/^this covers 600 targets, [\d.]+ % of the estate$/)
    expect(error.remedy).toBe('if that is meant, say its number: --confirm 600')
    const wrong = await refused(run(suspend, [], { ...MANY, confirm: '599' }))
    expect(wrong.remedy).toContain('--confirm 600')
  })

  test('tells with --dry-run what it would cover, and does nothing', async () => {
    const before = actions.done.length
    const { code, out } = await run(suspend, [], { ...MANY, 'dry-run': true })
    expect(code).toBe(0)
    expect(out).toMatch(
      /^It would cover 600 targets from [\d:]{8} WIB until \d.* WIB; nothing was changed; to do it, add --confirm 600\.\n$/,
    )
    const asked = await run(suspend, [], { ...MANY, 'dry-run': true }, true)
    expect(JSON.parse(asked.out)).toEqual({
      dryRun: true,
      from: expect.any(String),
      until: expect.any(String),
      covered: 600,
      confirm: true,
      warnings: [],
    })
    expect(actions.done).toHaveLength(before)
  })

  test('is done with its number', async () => {
    const { out } = await run(suspend, [], { ...MANY, confirm: '600' }, true)
    expect(JSON.parse(out)).toMatchObject({
      id: expect.stringMatching(/^p-/),
      covered: 600,
      kept: true,
    })
  })

  test.each([
    ['600', 0, /Suspended 600 targets/],
    ['6', 2, /and that was not the number\r?\nRemedy: if that is meant/],
  ])('at a terminal %s is typed', async (typed, code, said) => {
    const words = `suspend --where kind=uplink --reason x --owner telkom --until +3d -c ${config}`
    const line = `${process.execPath} ${RONDA} ${words}`
    const child = spawn('script', ['-qec', line, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.on('data', (chunk) => {
      text += String(chunk)
      if (text.includes('Type the number to go on:')) child.stdin.end(`${typed}\n`)
    })
    const ended = await new Promise((resolve) => child.on('exit', resolve))
    expect(text).toMatch(said)
    expect(ended).toBe(code)
  })
})

describe('what is wrong is told with its place and its remedy', () => {
  test('on the command line, all of it at once', async () => {
    const error = await refused(
      run(suspend, ['a b'], { where: 'kin=nvr', until: 'soon', confirm: 'x' }),
    )
    expect(error.message.split('\n')).toEqual([
      'ronda suspend: "a b": is no id; write the id of a target as the estate has it',
      '--where kin=nvr: no field is "kin"; did you mean kind?',
      '--reason is missing',
      '--owner is missing',
      '--confirm x is not a number of targets',
      '--until soon is no time; write 2026-12-31, "2026-12-31 18:00", 2026-12-31T18:00+07:00, 18:00 or +3d',
    ])
    expect(error.remedy).toBe('options and an example: ronda suspend --help')
    const nothing = await refused(run(suspend, [], {}))
    expect(nothing.message).toContain('nothing is named; name TARGETs, --list FILE or --where')
    const both = await refused(
      run(maintenance, ['upl-00001'], { ...WHY, weekly: 'sunday', from: '+1d' }),
    )
    expect(both.message).toMatch(/leave out --from and --until\n--weekly sunday: write/)
  })

  test('by the program, with the line of the list', async () => {
    const list = join(folder, 'letter.txt')
    writeFileSync(list, 'upl-00001\nupl-00002\nupl-0000x\n')
    const values = { ...WHY, owner: 'nobody', until: '+1d', list }
    const error = await refused(run(suspend, ['upl-00009', 'upl-9999'], values))
    expect(error.message.split('\n')).toEqual([
      expect.stringMatching(/^upl-9999: no target is upl-9999; write an id/),
      expect.stringMatching(/^letter\.txt:3: no target is upl-0000x; did you mean/),
      'owner: no owner is nobody; one of diskominfo, telkom',
    ])
    const gone = await refused(run(resume, ['p-99'], {}))
    expect(gone.remedy).toContain('"ronda maintenance" lists what is planned')
  })

  test('with a token that the program does not take', async () => {
    const file = tokenFile(data)
    const token = tokenForActing(configOf({ config }), silentLogger)
    chmodSync(file, 0o600)
    writeFileSync(file, `${'x'.repeat(43)}\n`)
    try {
      const error = await refused(run(resume, ['p-1'], {}))
      expect(error.code).toBe('RND_SECRET_UNRESOLVED')
    } finally {
      writeFileSync(file, `${token}\n`)
    }
  })
})

test('acknowledges by the begin of an id', async () => {
  const short = incident.id.slice(0, -1)
  const { code, out } = await run(ack, [short], { note: 'on my way', by: 'sari' })
  expect(code).toBe(0)
  expect(out).toMatch(
    new RegExp(`^Acknowledged ${incident.id}: .* down: \\d affected, .*, since .* WIB\\.\\n$`),
  )
  expect(actions.done.at(-1)).toMatchObject({
    action: 'acknowledge',
    subject: incident.id,
    by: 'sari',
    via: 'cli',
    detail: { note: 'on my way' },
  })
  const many = await refused(run(ack, ['inc-'], {}))
  expect(many.message).toMatch(/^"inc-" begins the id of \d+ open incidents:\n {2}inc-/)
  const none = await refused(run(ack, ['nothing'], {}))
  expect(none.message).toContain('no open incident has an id that begins with "nothing"')
})

test('without a program: said, with what to do instead', async () => {
  const other = mkdtempSync(join(tmpdir(), 'ronda-act-off-'))
  try {
    expect(ronda(['init', other]).code).toBe(0)
    for (const words of [
      ['suspend', 'x', '--reason', 'y', '--owner', 'z', '--until', '+1d'],
      ['maintenance'],
      ['resume', 'x'],
      ['ack', 'x'],
      ['audit'],
    ]) {
      const { code, stderr } = ronda([...words, '--config', join(other, 'ronda.yaml')])
      expect(code, words[0]).toBe(2)
      expect(stderr).toMatch(
        /^ronda: Ronda is not running on .*\nRemedy: start it with "ronda run"/,
      )
      expect(stderr).toContain('suspensions.yaml or maintenance.yaml')
    }
    const { stdout } = ronda(['audit', '--json', '--config', join(other, 'ronda.yaml')])
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'RND_NOT_RUNNING' } })
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

test('unknown words, fields and ids are told together, and a past end as past', async () => {
  const file = join(folder, 'mixed.txt')
  writeFileSync(file, 'upl-00001\nupl 2\nupl-99999\n')
  const where = 'owner=nobody,foo=1'
  const { message } = await refused(
    run(suspend, [], { ...WHY, list: file, where, until: '2020-01-01' }),
  )
  expect(message).toContain('mixed.txt:2: "upl 2" is no id')
  expect(message).toContain('mixed.txt:3: no target is upl-99999')
  expect(message).toContain('--where foo=1: no field is "foo"')
  expect(message).toContain('--until 2020-01-01 is past')
})
