// Tries each row of the error table: what the sender makes of the answer, and whether every point that can be kept is.
import { Secret } from '../../fleet/secret.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { type Action, classify } from '../../store/influx/sender/classify.ts'
import { httpExchange } from '../../store/influx/sender/exchange.ts'
import { bodyOf } from '../../store/influx/sender/frame-lines.ts'
import type { InfluxTarget } from '../../store/influx/target.ts'
import type { Tier } from '../../store/schema/tiers.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { freePort } from '../rigs/free-port.ts'
import { startInfluxStandIn } from '../rigs/influx-stand-in.ts'
import { type Influxd, type InfluxdOptions, startInfluxd } from '../rigs/influxd.ts'
import { frameOf } from '../rigs/line-frames.ts'
import { isNamed, REAL_ROWS, type RealRow, type RecordedRow } from './error-table.ts'
import { type Sending, sendingTo } from './sending.ts'

export interface RowResult {
  readonly row: string
  /** What was done; `isNamed`: that is what the table names. */
  readonly did: Action['do']
  readonly isNamed: boolean
  /** Points that the server would keep and that are neither there nor owed. */
  readonly lost: number
  /** Anything else that is not as it should be. */
  readonly faults: readonly string[]
}

const SETTLED_MS = 5_000
const TIMEOUT_MS = 400

export async function tryRecorded(row: RecordedRow): Promise<RowResult> {
  const server = await startInfluxStandIn()
  const now = Date.now()
  const target = targetOf(row.dialect, server.url)
  const bad = 'm,id=BAD up= 1'
  const good = [4, 2, 1].map((age, i) => `m,id=g${i} up=1i ${Math.floor(now / 1000) - age}`)
  const lines = [good[0] ?? '', bad, ...good.slice(1)]
  const kept = row.refuses ? good : lines
  try {
    server.behave(row.answer)
    const action = await askOnce(target, lines)
    let refusals = 0
    server.behave(({ lines: sent }) => {
      const isRefused = row.refuses ? sent.includes(bad) : refusals++ < 2
      return isRefused ? row.answer : 'take'
    })
    const sending = sendingTo(target)
    sending.sender.start()
    sending.put([frameOf(lines, now)])
    const faults = (await sending.delivered(SETTLED_MS)) ? [] : ['still owed']
    const { expired } = sending.spool.losses(target.name)
    const letters = sending.spool.deadLetters({ most: 100 }).map(({ line }) => line)
    await sending.sender.close(100)
    if (letters.join() !== (row.refuses ? bad : '')) faults.push(`dead letters: ${letters.join()}`)
    if (sending.log.some((text) => text.includes('hush-hush'))) faults.push('a secret was logged')
    const lost = kept.filter((line) => !server.stored.has(line)).length - expired
    const isNamedOne = isNamed(action, row.action, row.wants)
    return { row: row.row, did: action.do, isNamed: isNamedOne, lost, faults }
  } finally {
    await server.close()
  }
}

function targetOf(dialect: InfluxTarget['dialect'], url: string): InfluxTarget {
  const secret = new Secret('hush-hush')
  return {
    name: 'main',
    url,
    dialect,
    database: 'ronda',
    timeoutMs: TIMEOUT_MS,
    ...(dialect === '1' ? { username: 'ronda', password: secret } : { token: secret }),
    ...(dialect === '2' ? { org: 'city' } : {}),
  }
}

async function askOnce(
  target: InfluxTarget,
  lines: readonly string[],
  tier: Tier = 'raw',
  body = bodyOf(lines),
): Promise<Action> {
  const exchange = httpExchange(target)
  const answer = await exchange.ask(createDialect(target).write(tier, 's'), body)
  exchange.close()
  return classify(answer, target.dialect, Date.now())
}

interface RealCase {
  readonly action: Action['do']
  readonly wants?: Partial<Record<string, unknown>>
  readonly lines: readonly string[]
  /** Of them, those that the server can keep. */
  readonly good: number
  readonly letters?: number
  readonly expired?: number
  readonly more?: Partial<NewFrame>
  readonly server?: InfluxdOptions
  readonly target?: Partial<InfluxTarget>
  /** It is held or waited for until this was done. */
  readonly mend?: (server: Influxd) => Promise<unknown>
  /** What differs for the sender once it is mended. */
  readonly path?: 'elsewhere'
}

const SMALL = { http: ['max-body-size = 300'] }

function realCase(row: RealRow, second: number): RealCase {
  const good = Array.from({ length: 9 }, (_, i) => `m,id=g${i} up=1i ${second}`)
  const old = ['m,id=o1 up=1i 1000000000', 'm,id=o2 up=1i 1000000001']
  switch (row) {
    case 'all stored':
      return { action: 'acknowledge', lines: good, good: 9 }
    case 'type conflict': {
      const lines = [...good, `m,id=c up=0.5 ${second}`, `m,id=d up=1i ${second}`]
      return { action: 'bisect', wants: { dropped: 1 }, lines, good: 10, letters: 1 }
    }
    case 'partial, unable to parse': {
      const lines = [...good, `m,id=c up= ${second}`, `m,id=d up=1i ${second}`]
      return { action: 'bury', wants: { isComplete: true }, lines, good: 10, letters: 1 }
    }
    case 'nothing stored, unable to parse':
      return {
        action: 'bury',
        wants: { isComplete: false },
        lines: ['m,id=c up= 1', 'm,id=d up=NaN 1'],
        good: 0,
        letters: 2,
      }
    case 'beyond retention, all':
      return { action: 'expire', wants: { dropped: 2 }, lines: old, good: 0, expired: 2 }
    case 'beyond retention, some, one of the others malformed': {
      const lines = [...old, ...good, `m,id=c up= ${second}`]
      return { action: 'expire', wants: { dropped: 2 }, lines, good: 9, letters: 1, expired: 2 }
    }
    case 'no database':
      return {
        action: 'hold',
        wants: { problem: 'no-database', scope: 'target' },
        lines: good,
        good: 9,
        target: { database: 'nowhere' },
        mend: (server) => makeDatabase(server, 'nowhere'),
      }
    case 'page not found':
      return {
        action: 'hold',
        wants: { problem: 'wrong-dialect' },
        lines: good,
        good: 0,
        target: { dialect: '2', org: 'city', token: new Secret('hush-hush') },
        path: 'elsewhere',
      }
    case 'no retention policy':
      return {
        action: 'hold',
        wants: { problem: 'no-retention', scope: 'tier' },
        lines: good,
        good: 9,
        more: { tier: 'ev' },
        mend: (server) =>
          server.query('CREATE RETENTION POLICY ev ON ronda DURATION 730d REPLICATION 1'),
      }
    case 'too large':
      return {
        action: 'smaller',
        lines: Array.from({ length: 200 }, (_, i) => `m,id=${i * 7919} up=${i * 31}i ${second}`),
        good: 200,
        server: SMALL,
      }
    case 'too large, a single line': {
      const noise = Array.from({ length: 400 }, (_, i) => ((i * i * 7919) % 1009).toString(36))
      const lines = [...good, `m,id=c s="${noise.join('')}" ${second}`]
      return { action: 'smaller', lines, good: 9, letters: 1, server: SMALL }
    }
    case 'wrong password':
      return {
        action: 'hold',
        wants: { problem: 'unauthorised' },
        lines: good,
        good: 9,
        server: { admin: { user: 'admin', password: 'adminpw' } },
        target: { username: 'ronda', password: new Secret('hush-hush') },
        mend: async (server) => {
          await server.query(`CREATE USER ronda WITH PASSWORD 'hush-hush'`)
          await server.query('GRANT ALL ON ronda TO ronda')
        },
      }
    case 'damaged in the spool':
      return {
        action: 'hold',
        wants: { problem: 'strange-answer' },
        lines: good,
        good: 0,
        letters: 1,
        more: { body: bodyOf(good).subarray(0, 30) },
      }
    case 'nobody listens':
      return {
        action: 'wait',
        wants: { problem: 'unreachable', halve: true },
        lines: good,
        good: 9,
        mend: (server) => server.start(),
      }
  }
}

/** Each row with an influxd of its own. */
export async function tryReal(row: RealRow): Promise<RowResult> {
  const now = Date.now()
  const one = realCase(row, Math.floor(now / 1000))
  const server = await startInfluxd(one.server)
  try {
    await makeDatabase(server, 'ronda', row === 'no retention policy' ? ['ev'] : [])
    if (row === 'nobody listens') await server.kill()
    const target: InfluxTarget = {
      name: 'main',
      url: server.url,
      dialect: '1',
      database: 'ronda',
      timeoutMs: 5000,
      ...one.target,
    }
    const tier = one.more?.tier ?? 'raw'
    // A conflict is one only where the type stands already.
    if (row === 'type conflict') await askOnce(target, [one.lines[0] ?? ''])
    const action = await askOnce(target, one.lines, tier, one.more?.body as Uint8Array<ArrayBuffer>)
    if (one.good > 0 && one.mend === undefined) await server.query('DROP MEASUREMENT m', 'ronda')
    if (row === 'type conflict') await askOnce(target, [one.lines[0] ?? ''])
    const sending = sendingTo(target)
    sending.sender.start()
    sending.put([frameOf(one.lines, now, one.more)])
    const faults = await outcome(sending, one, server)
    const stored = one.path === 'elsewhere' ? 0 : await countOf(server, target.database, tier)
    await sending.sender.close(100)
    const owed = sending.spool.backlog(target.name).points
    if (sending.log.some((text) => text.includes('hush-hush'))) faults.push('a secret was logged')
    const lost = Math.max(one.lines.length - stored - owed - goneOf(one), 0)
    return {
      row,
      did: action.do,
      isNamed: isNamed(action, one.action, one.wants),
      lost,
      faults,
    }
  } finally {
    await server.close()
  }
}

function goneOf({ letters = 0, expired = 0, more, lines }: RealCase): number {
  return more?.body === undefined ? letters + expired : lines.length
}

async function outcome(sending: Sending, one: RealCase, server: Influxd): Promise<string[]> {
  const { spool, sender, target } = sending
  const faults: string[] = []
  if (one.mend !== undefined || one.path === 'elsewhere') {
    if (await sending.delivered(300)) faults.push('nothing is owed, though it was refused')
    const { problem, state } = sender.status()
    if (problem === undefined) faults.push(`no problem is told, it is ${state}`)
    if (one.path === 'elsewhere') return faults
    await one.mend?.(server)
  }
  if (!(await sending.delivered(SETTLED_MS))) faults.push('still owed')
  const letters = spool.deadLetterCount(target.name)
  if (letters !== (one.letters ?? 0)) faults.push(`${letters} dead letters`)
  const { expired } = spool.losses(target.name)
  if (expired !== (one.expired ?? 0)) faults.push(`${expired} expired`)
  return faults
}

export async function makeDatabase(
  server: Influxd,
  database: string,
  without: readonly Tier[] = [],
): Promise<void> {
  await server.query(`CREATE DATABASE ${database} WITH DURATION 7d SHARD DURATION 1d NAME raw`)
  for (const [tier, duration] of [
    ['m1', '90d'],
    ['h1', '730d'],
    ['d1', '3650d'],
    ['ev', '730d'],
  ] as const) {
    if (without.includes(tier)) continue
    await server.query(
      `CREATE RETENTION POLICY ${tier} ON ${database} DURATION ${duration} REPLICATION 1`,
    )
  }
}

/** Points of measurement m. */
export async function countOf(server: Influxd, database: string, tier: Tier): Promise<number> {
  const [result] = await server.query(`SELECT count(up) FROM "${tier}"."m"`, database)
  return Number(result?.series?.[0]?.values[0]?.[1] ?? 0)
}

/** A port on which nobody listens. */
export async function deadUrl(): Promise<string> {
  return `http://127.0.0.1:${await freePort()}`
}

export { REAL_ROWS }
