// Suspensions and windows over acts, ends, restarts and clocks that are set.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Announcement } from '../../alerts/desk/desk.ts'
import type { SuspendRequest } from '../../console/actions.ts'
import type { Fleet } from '../../fleet/model.ts'
import type { PlannedOutage, Suspension } from '../../fleet/planned/planned.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { buildTopology } from '../../fleet/topology.ts'
import type { AuditRow } from '../../store/outbox.ts'
import { Planning, type PlanningChange, type PlanningMoves } from './planning.ts'

const FLEET = synthesizeFleet({ seed: 3, scale: 0.002 })
const TOPOLOGY = buildTopology(FLEET)
const OWNER = FLEET.owners[0]?.id ?? ''
const NVR = FLEET.nvrs[0]?.id ?? ''
const OTHER = FLEET.nvrs[1]?.id ?? ''
const ACTOR = { by: 'ana', via: 'cli' }
const START = Date.parse('2026-11-23T00:00:00Z')
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const whole = (...ids: string[]): string[] =>
  ids.flatMap((id) => [id, ...TOPOLOGY.subtree(id).map((target) => target.id as string)]).sort()
const idsAt = (positions: Iterable<number>): string[] =>
  [...positions].map((position) => TOPOLOGY.targets[position]?.id ?? '').sort()

/** A program that keeps what it is given, and can be started again on the same store. */
class Program {
  readonly kept = new Map<string, string>()
  readonly audit: AuditRow[] = []
  readonly announced: Announcement[] = []
  now = START
  fleet: Fleet
  planning: Planning
  readonly #massShare: number

  constructor(files: readonly PlannedOutage[] = [], massShare = 0.5) {
    this.#massShare = massShare
    this.fleet = { ...FLEET, planned: files }
    this.planning = this.#open()
  }

  restart(files: readonly PlannedOutage[] = this.fleet.planned): this {
    this.fleet = { ...FLEET, planned: files }
    this.planning = this.#open()
    return this
  }

  tick(mayEnd = true): PlanningMoves & { readonly ended: Record<string, string[]> } {
    const moves = this.planning.tick(this.now, mayEnd)
    this.#keep(moves)
    this.announced.push(...moves.announcements)
    const ended = moves.over.map(({ planned, positions }) => [planned.id, idsAt(positions)])
    return { ...moves, ended: Object.fromEntries(ended) as Record<string, string[]> }
  }

  async suspend(more: Partial<SuspendRequest> = {}): Promise<string> {
    const outcome = await this.planning.suspend(this.request(more), ACTOR)
    if (outcome.result !== 'done') throw new Error(JSON.stringify(outcome))
    return outcome.id
  }

  request(more: Partial<SuspendRequest> = {}): SuspendRequest {
    const until = this.now + HOUR
    return { scope: { targets: [NVR] }, reason: 'works', owner: OWNER, until, ...more }
  }

  actions(): string[] {
    return this.audit.map(({ action, via, subject }) => `${action} ${via} ${subject}`)
  }

  #open(): Planning {
    return new Planning({
      fleet: this.fleet,
      topology: TOPOLOGY,
      massShare: this.#massShare,
      documents: [...this.kept].map(([key, body]) => ({ key, body })),
      commit: async (change) => this.#keep(change),
      announce: (announcement) => void this.announced.push(announcement),
      now: () => this.now,
    })
  }

  #keep({ documents, audit }: PlanningChange): void {
    this.audit.push(...audit)
    for (const { key, body } of documents) {
      if (body === undefined) this.kept.delete(key)
      else this.kept.set(key, body)
    }
  }
}

function fileOutage(more: Partial<Suspension> = {}): Suspension {
  return {
    kind: 'suspension',
    id: 'letter',
    scope: { targets: [NVR] },
    reason: 'letter',
    owner: OWNER,
    source: 'file',
    from: START - DAY,
    until: START + HOUR,
    ...more,
  }
}

describe('suspend', () => {
  test('covers from the next tick on, and is kept and audited', async () => {
    const program = new Program()
    program.tick()
    const id = await program.suspend({ reference: '445/2026' })
    expect(id).toMatch(/^sus-[0-9a-z]+-1$/)
    expect(await program.suspend()).toBe(id.replace(/1$/, '2'))
    const { coverage } = program.tick()
    expect(idsAt(coverage?.keys() ?? [])).toEqual(whole(NVR))
    expect(coverage?.get(TOPOLOGY.indexOf(NVR))).toMatchObject({
      planned: { id, reference: '445/2026', source: 'program' },
      until: START + HOUR,
    })
    expect(program.audit[0]).toEqual({
      at: START,
      by: 'ana',
      via: 'cli',
      action: 'suspend',
      subject: id,
      detail: {
        reason: 'works',
        owner: OWNER,
        reference: '445/2026',
        targets: NVR,
        from: START,
        until: START + HOUR,
        covered: whole(NVR).length,
      },
    })
    expect(program.planning.covered(id)).toEqual(whole(NVR))
    expect(program.planning.covered('sus-x')).toBeUndefined()
    expect(program.tick().coverage).toBeUndefined()
    const again = program.restart()
    expect(idsAt(again.tick().coverage?.keys() ?? [])).toEqual(whole(NVR))
    expect(again.audit).toHaveLength(2)
  })

  test('refuses everything that is wrong at once, by field', async () => {
    const { planning } = new Program()
    const outcome = await planning.suspend(
      {
        scope: {
          targets: [NVR, 'gone-1', OWNER],
          query: { owner: ['nobody'], kind: ['door'], area: ['nowhere'], isp: ['none at all'] },
          except: ['gone-2'],
        },
        reason: ' ',
        reference: 'x\u0007',
        owner: 'nobody',
        from: START,
        until: START,
      },
      ACTOR,
    )
    expect(outcome.result === 'refused' && outcome.problems.map(({ field }) => field)).toEqual([
      'scope.targets.1',
      'scope.targets.2',
      'scope.query.kind.0',
      'scope.query.owner.0',
      'scope.query.isp.0',
      'scope.query.area.0',
      'scope.except.0',
      'reason',
      'reference',
      'owner',
      'until',
    ])
  })

  test.each<[string, Partial<SuspendRequest>, string, RegExp]>([
    ['is over', { from: START - DAY, until: START - 1 }, 'until', /already over/],
    ['is too long', { until: START + 1828 * DAY }, 'until', /5 years/],
    ['is no time', { until: Number.NaN }, 'until', /no time/],
    ['has no scope', { scope: {} }, 'scope', /covers nothing/],
    ['finds nothing', { scope: { query: { kind: ['nvr'], class: ['rt'] } } }, 'scope', /nothing/],
    ['has it all out', { scope: { targets: [NVR], except: [NVR] } }, 'scope', /nothing/],
  ])('refuses what %s', async (_, more, field, what) => {
    const program = new Program()
    const outcome = await program.planning.suspend(program.request(more), ACTOR)
    expect(outcome).toMatchObject({ result: 'refused', problems: [{ field }] })
    expect(outcome.result === 'refused' && outcome.problems[0]?.what).toMatch(what)
    expect(program.kept.size).toBe(0)
  })

  test('a mass one wants its number said, and is announced', async () => {
    const program = new Program([], 0.001)
    const covered = whole(NVR, OTHER).length
    const share = covered / TOPOLOGY.targets.length
    const request = program.request({ scope: { targets: [NVR, OTHER] } })
    const { planning } = program
    expect(await planning.suspend(request, ACTOR)).toEqual({ result: 'confirm', covered, share })
    const wrong = { ...request, confirm: covered + 1 }
    expect(await planning.suspend(wrong, ACTOR)).toMatchObject({ result: 'confirm' })
    const right = { ...request, confirm: covered }
    const dry = await planning.suspend({ ...right, dryRun: true }, ACTOR)
    expect(dry).toEqual({ result: 'done', id: '', covered, warnings: [] })
    expect([program.kept.size, program.audit.length, program.announced.length]).toEqual([0, 0, 0])
    const done = await planning.suspend(right, ACTOR)
    expect(done).toMatchObject({ result: 'done', covered })
    const [told] = program.announced
    expect(told?.targets).toEqual(whole(NVR, OTHER))
    expect(told?.text.en[0]).toMatch(/^\d+ of \d+ targets \(.* %\) suspended until /)
    expect(told?.text.id).toContain('Oleh: ana (cli)')
    // Handed in again at a start, under the same id: whoever was not told before the kill is.
    program.restart().tick()
    expect(program.announced.map(({ id }) => id)).toEqual([told?.id, told?.id])
  })

  test('a number that is said must be right, however small', async () => {
    const program = new Program()
    const outcome = await program.planning.suspend(program.request({ confirm: 1 }), ACTOR)
    expect(outcome).toMatchObject({ result: 'confirm', covered: whole(NVR).length })
  })
})

describe('an end', () => {
  test('is over once, with whom nothing else covers', async () => {
    const program = new Program()
    const first = await program.suspend()
    const longer = program.request({ scope: { targets: [OTHER] }, until: START + 2 * HOUR })
    const second = await program.suspend({ ...longer, scope: { targets: [NVR, OTHER] } })
    await program.suspend({ scope: { targets: [OTHER] }, until: START + 3 * HOUR })
    program.tick()
    program.now = START + HOUR - 1
    expect(program.tick()).toMatchObject({ over: [] })
    program.now = START + HOUR
    expect(program.tick().ended).toEqual({})
    program.now = START + 2 * HOUR
    expect(program.tick().ended).toEqual({ [second]: whole(NVR) })
    expect(program.tick().over).toEqual([])
    expect(program.restart().tick().over).toEqual([])
    expect(program.actions().slice(-2)).toEqual([
      `expire program ${first}`,
      `expire program ${second}`,
    ])
  })

  test('while nothing ran is over at the first tick that may end it, exactly once', async () => {
    const program = new Program()
    const ran = await program.suspend()
    // Begins and ends while nothing runs.
    const from = START + 2 * HOUR
    const unseen = await program.suspend({ scope: { targets: [OTHER] }, from, until: from + HOUR })
    program.tick()
    program.now = START + DAY
    program.restart()
    const held = program.tick(false)
    expect(held.over).toEqual([])
    expect(idsAt(held.coverage?.keys() ?? [])).toEqual([...whole(NVR), ...whole(OTHER)].sort())
    // A kill before the first round was walked loses nothing.
    program.restart().tick(false)
    program.now += MINUTE
    expect(program.tick(true).ended).toEqual({ [ran]: whole(NVR), [unseen]: whole(OTHER) })
    expect(program.tick().over).toEqual([])
    expect(program.restart().tick().over).toEqual([])
  })

  test('of a weekly window comes with each window, and not between two that touch', async () => {
    const program = new Program()
    const time = { type: 'weekly', fromMinute: 0, toMinute: 0, timezone: 'UTC' } as const
    const request = { scope: { targets: [NVR] }, reason: 'backups', owner: OWNER }
    const outcome = await program.planning.maintain(
      { ...request, time: { ...time, days: [1, 2] } },
      ACTOR,
    )
    const id = outcome.result === 'done' ? outcome.id : ''
    expect(id).toMatch(/^mnt-/)
    program.tick()
    program.now = START + DAY + MINUTE
    expect(program.tick().over).toEqual([])
    program.now = START + 2 * DAY
    expect(program.tick().ended).toEqual({ [id]: whole(NVR) })
    program.now = START + 9 * DAY
    expect(program.restart().tick(true).ended).toEqual({ [id]: whole(NVR) })
    expect(program.planning.planned()[0]).toMatchObject({ state: 'coming', from: START + 14 * DAY })
    expect(program.actions()).toEqual([`maintenance cli ${id}`])
  })

  test('a window of wrong days and minutes is refused', async () => {
    const { planning } = new Program()
    const time = { type: 'weekly', days: [], fromMinute: -1, toMinute: 1440, timezone: 'Asia/X' }
    const request = { scope: { targets: [NVR] }, reason: 'x', owner: OWNER, time }
    const outcome = await planning.maintain(request as never, ACTOR)
    expect(outcome.result === 'refused' && outcome.problems.map(({ field }) => field)).toEqual([
      'time.days',
      'time.fromMinute',
      'time.toMinute',
      'time.timezone',
    ])
  })
})

describe('what stands in the files', () => {
  test('is audited when it comes, and over once when it ends', () => {
    const program = new Program([fileOutage()])
    expect(idsAt(program.tick().coverage?.keys() ?? [])).toEqual(whole(NVR))
    program.restart().tick()
    expect(program.actions()).toEqual(['suspend file letter'])
    program.now = START + DAY
    expect(program.restart().tick().ended).toEqual({ letter: whole(NVR) })
    expect(program.restart().tick().over).toEqual([])
    expect(program.kept.size).toBe(0)
    expect(program.actions()).toEqual(['suspend file letter', 'expire program letter'])
    expect(program.planning.planned()).toMatchObject([{ state: 'over', until: START + HOUR }])
  })

  test('and was over before it was first seen ends for nobody', () => {
    const moves = new Program([fileOutage({ until: START - 1 })]).tick()
    expect(moves).toMatchObject({ over: [], documents: [], audit: [] })
  })

  test('ends when it is taken out of them', () => {
    const program = new Program([fileOutage()])
    program.tick()
    expect(program.restart([]).tick().ended).toEqual({ letter: whole(NVR) })
    expect(program.restart().tick().over).toEqual([])
    expect(program.actions().at(-1)).toBe('resume file letter')
  })

  test('ends for whom it covers no more', () => {
    const program = new Program([fileOutage({ scope: { targets: [NVR, OTHER] } })])
    program.tick()
    const changed = program.restart([fileOutage({ scope: { targets: [OTHER] } })])
    expect(idsAt(changed.tick(false).coverage?.keys() ?? [])).toEqual(
      [...whole(NVR), ...whole(OTHER)].sort(),
    )
    expect(changed.tick().ended).toEqual({ letter: whole(NVR) })
    expect(changed.restart().tick().over).toEqual([])
    expect(changed.actions().at(-1)).toBe('change file letter')
  })

  test('is only changed there, and the remedy names the file', async () => {
    const program = new Program([fileOutage()])
    const outcome = await program.planning.resume('letter', undefined, ACTOR)
    expect(outcome).toMatchObject({ result: 'refused', problems: [{ field: 'id' }] })
    expect(outcome.result === 'refused' && outcome.problems[0]?.remedy).toContain(
      'suspensions.yaml',
    )
  })

  test('is announced under one id where it covers a mass, and not once it is over', () => {
    const program = new Program([fileOutage()], 0.001)
    program.tick()
    program.restart().tick()
    expect(new Set(program.announced.map(({ id }) => id)).size).toBe(1)
    expect(program.announced).toHaveLength(2)
    program.now = START + DAY
    program.restart().tick()
    expect(program.announced).toHaveLength(2)
  })
})

describe('resume', () => {
  test('ends it at once, and not twice', async () => {
    const program = new Program()
    const id = await program.suspend()
    program.tick()
    const covered = whole(NVR).length
    const outcome = await program.planning.resume(id, undefined, ACTOR)
    expect(outcome).toEqual({ result: 'done', id, covered, warnings: [] })
    // Killed before the tick: it is over at the next start.
    expect(program.restart().tick().ended).toEqual({ [id]: whole(NVR) })
    expect(program.restart().tick().over).toEqual([])
    expect(program.planning.planned()).toMatchObject([{ state: 'over', until: START }])
    const again = await program.planning.resume(id, undefined, ACTOR)
    expect(again).toMatchObject({ result: 'refused', problems: [{ field: 'id' }] })
    expect(program.audit.at(-1)).toMatchObject({ action: 'resume', detail: { covered, left: 0 } })
  })

  test('takes some out, with all that hangs on them; the last ones end it', async () => {
    const program = new Program()
    const id = await program.suspend({ scope: { targets: [NVR, OTHER] } })
    program.tick()
    const outcome = await program.planning.resume(id, [NVR], ACTOR)
    expect(outcome).toEqual({ result: 'done', id, covered: whole(NVR).length, warnings: [] })
    expect(program.planning.covered(id)).toEqual(whole(OTHER))
    expect(program.restart().tick().ended).toEqual({ [id]: whole(NVR) })
    const twice = await program.planning.resume(id, [NVR, 'gone'], ACTOR)
    expect(twice.result === 'refused' && twice.problems.map(({ field }) => field)).toEqual([
      'targets.0',
      'targets.1',
    ])
    await program.planning.resume(id, [OTHER], ACTOR)
    expect(program.tick().ended).toEqual({ [id]: whole(OTHER) })
    expect(program.planning.planned()).toMatchObject([{ state: 'over' }])
    expect((await program.planning.resume('sus-x', undefined, ACTOR)).result).toBe('unknown')
  })

  test('says what is left on below something that stays off', async () => {
    const program = new Program()
    const line = TOPOLOGY.parentOf(NVR)?.id ?? ''
    const hanging = [{ targets: [NVR], on: line, by: 'suspension' }]
    const id = await program.suspend({ scope: { targets: [line] } })
    expect(await program.planning.resume(id, [NVR], ACTOR)).toMatchObject({ warnings: hanging })
    expect(program.audit.at(-1)).toMatchObject({ action: 'resume', detail: { targets: NVR } })
    const dryRun = true
    const request = program.request({ scope: { targets: [line], except: [NVR] }, dryRun })
    expect(await program.planning.suspend(request, ACTOR)).toMatchObject({ warnings: hanging })
    expect(await program.planning.resume(id, undefined, ACTOR)).toMatchObject({ warnings: [] })
  })

  test('what has not begun ends for nobody', async () => {
    const program = new Program()
    const id = await program.suspend({ from: START + HOUR, until: START + 2 * HOUR })
    program.tick()
    await program.planning.resume(id, undefined, ACTOR)
    expect(program.tick().over).toEqual([])
    program.now = START + DAY
    expect(program.restart().tick().over).toEqual([])
  })
})

describe('a clock that is set back', () => {
  test('a little is waited for', async () => {
    const program = new Program()
    await program.suspend()
    program.tick()
    program.now = START + HOUR
    expect(program.tick().over).toHaveLength(1)
    program.now -= 5 * MINUTE
    expect(program.tick()).toMatchObject({ over: [] })
    program.now += 6 * MINUTE
    expect(program.tick().over).toEqual([])
  })

  test('by days is believed: what holds by it holds again', async () => {
    const program = new Program()
    const id = await program.suspend()
    program.tick()
    program.now = START + 2 * DAY
    expect(program.tick().over).toHaveLength(1)
    program.now = START + MINUTE
    expect(idsAt(program.tick().coverage?.keys() ?? [])).toEqual(whole(NVR))
    program.now = START - DAY
    const before = program.tick()
    expect([before.coverage?.size, before.over]).toEqual([0, []])
    program.now = START + HOUR
    expect(program.tick().ended).toEqual({ [id]: whole(NVR) })
  })
})

test('lists active ones first, then what comes, then what was, the latest first', async () => {
  const files = [
    fileOutage({ id: 'old', until: START - DAY / 2 }),
    fileOutage({ id: 'older', until: START - DAY / 2 - 1 }),
    fileOutage({ id: 'later', from: START + DAY, until: START + 2 * DAY }),
    fileOutage({ id: 'soon', from: START + HOUR, until: START + DAY }),
  ]
  const program = new Program(files)
  const id = await program.suspend()
  const rows = program.planning.planned()
  expect(rows.map((row) => `${row.planned.id} ${row.state}`)).toEqual([
    `${id} active`,
    'soon coming',
    'later coming',
    'old over',
    'older over',
  ])
  expect(rows[0]).toMatchObject({ from: START, until: START + HOUR, covered: whole(NVR).length })
})

test('a document that cannot be read stays where it is', () => {
  const program = new Program()
  program.kept.set('sus-new', '{"planned":{"kind":"strike"}}')
  program.kept.set('sus-torn', '{"pla')
  program.restart().tick()
  expect(program.planning.unreadable).toEqual(['sus-new', 'sus-torn'])
  expect(program.kept.size).toBe(2)
})

test('what is over is forgotten after three months', async () => {
  const program = new Program()
  await program.suspend()
  program.tick()
  program.now = START + 2 * HOUR
  program.tick()
  program.now = START + 80 * DAY
  expect(program.restart().planning.planned()).toHaveLength(1)
  program.now = START + 92 * DAY
  program.restart().tick()
  expect([program.planning.planned().length, program.kept.size]).toEqual([0, 0])
})

test('whoever leaves the coverage is in exactly one end, whatever happens in between', async () => {
  const step = fc.record({
    act: fc.constantFrom('suspend', 'resume', 'resume-some', 'restart', 'wait', 'wait'),
    nvr: fc.nat(5),
    forMinutes: fc.integer({ min: 1, max: 20 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const program = new Program()
      let covered = new Set<number>()
      for (const { act, nvr, forMinutes } of steps) {
        const id = FLEET.nvrs[nvr]?.id ?? ''
        const uplink = FLEET.nvrs[nvr]?.uplink ?? ''
        const active = program.planning.planned().find(({ state }) => state === 'active')
        if (act === 'suspend') {
          await program.suspend({
            scope: { targets: [nvr % 2 === 0 ? id : uplink] },
            until: program.now + forMinutes * MINUTE,
          })
        } else if (act === 'resume' && active) {
          await program.planning.resume(active.planned.id, undefined, ACTOR)
        } else if (act === 'resume-some' && active) {
          await program.planning.resume(active.planned.id, [id], ACTOR)
        } else if (act === 'restart') program.restart()
        else if (act === 'wait') program.now += forMinutes * MINUTE
        const { coverage, over } = program.tick()
        const now = coverage ? new Set(coverage.keys()) : covered
        const ended = over.flatMap(({ positions }) => positions)
        expect(new Set(ended)).toEqual(new Set([...covered].filter((one) => !now.has(one))))
        covered = now
      }
    }),
    { numRuns: 60 },
  )
})
