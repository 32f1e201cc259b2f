// The sender on a real influxd: outages, kills, refused lines, wrong clocks; and on a stand-in where the real one cannot.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { contractTest } from '../../store/influx/sender/contract-test.ts'
import { openSpool } from '../../store/spool/open-spool.ts'
import type { NewFrame } from '../../store/spool/spool.ts'
import { startInfluxStandIn } from '../rigs/influx-stand-in.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import { frameOf } from '../rigs/line-frames.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { countOf, deadUrl, makeDatabase } from './error-rows.ts'
import { type Sending, sendingTo } from './sending.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function started(...options: Parameters<typeof sendingTo>): Sending {
  const sending = sendingTo(...options)
  closing.push(() => sending.sender.close(0))
  sending.sender.start()
  return sending
}

const nowS = (): number => Math.floor(Date.now() / 1000)

/** One point of each of `count` series. */
function slot(second: number, count = 500): NewFrame {
  const lines = Array.from({ length: count }, (_, i) => `m,id=s${i} up=1i ${second}`)
  return frameOf(lines, second * 1000)
}

async function standIn() {
  const server = await startInfluxStandIn()
  closing.push(() => server.close())
  return server
}

describeWithRigs('influxd 1.6.7', ['influxd'], () => {
  let server: Influxd
  beforeAll(async () => {
    server = await startInfluxd()
    await makeDatabase(server, 'ronda')
  })
  afterAll(() => server.close())

  test('three kills in the middle of new and old frames lose nothing and double nothing', async () => {
    await makeDatabase(server, 'kills')
    const folder = mkdtempSync(join(tmpdir(), 'ronda-sender-'))
    const spool = openSpool({
      path: join(folder, 'spool.db'),
      targets: ['main'],
      maxBytes: 1e9,
      minFreePercent: 0,
      logger: silentLogger,
      now: Date.now,
    })
    closing.push(() => rmSync(folder, { recursive: true, force: true }))
    closing.push(() => spool.close())
    const second = nowS()
    spool.put(Array.from({ length: 60 }, (_, i) => slot(second - 100 - i)))
    const { sender, put, delivered } = started(
      { url: server.url, database: 'kills', timeoutMs: 2000 },
      { spool },
    )
    let slots = 60
    for (let kill = 0; kill < 3; kill++) {
      for (let i = 0; i < 10; i++) {
        put([slot(second + slots - 60)])
        slots++
        await sleep(5)
        if (i === 5) await server.kill()
      }
      await server.start()
    }
    expect(await delivered()).toBe(true)
    expect(await countOf(server, 'kills', 'raw')).toBe(slots * 500)
    const each = await server.query('SELECT count(up) FROM raw.m GROUP BY id', 'kills')
    expect(each[0]?.series?.every(({ values }) => values[0]?.[1] === slots)).toBe(true)
    expect(sender.status()).toMatchObject({ state: 'writing', written: slots * 500 })
  })

  test('one tier without its retention policy is held, and named; all others go on', async () => {
    await makeDatabase(server, 'held', ['m1'])
    const { sender, put, delivered, spool, log } = started({ url: server.url, database: 'held' })
    put([{ ...slot(nowS()), tier: 'm1' }, slot(nowS())])
    await expect.poll(() => sender.status().written).toBe(500)
    const { problem, state } = sender.status()
    expect([problem?.code, problem?.values['tier'], state]).toEqual([
      'no-retention',
      'm1',
      'catching-up',
    ])
    put([slot(nowS() + 1)])
    await expect.poll(() => sender.status().written).toBe(1000)
    expect(spool.backlog('main').frames).toBe(1)
    await server.query('CREATE RETENTION POLICY m1 ON held DURATION 90d REPLICATION 1')
    expect(await delivered()).toBe(true)
    expect(sender.status().problem).toBeUndefined()
    expect(log.filter((text) => text.includes('no-retention'))).toHaveLength(2)
  })

  test('whatever mix of lines frames have, the bad ones are dead letters and the good ones stored', async () => {
    await makeDatabase(server, 'mix')
    const second = nowS()
    const sending = started({ url: server.url, database: 'mix' })
    sending.put([frameOf([`m,id=first up=1i ${second}`], second * 1000)])
    expect(await sending.delivered()).toBe(true)
    const bad = [
      (id: string) => `m,id=${id} up=0.5 ${second}`,
      (id: string) => `m,id=${id} up= ${second}`,
      (id: string) => `m,id=${id} up=NaN ${second}`,
      (id: string) => `m,id=${id},id=x up=1i ${second}`,
      (id: string) => `m,id=${id} s="open ${second}`,
      (id: string) => `m,id=${id}': missing up ${second}`,
      (id: string) => `m,id=${id} up="text dropped=3" ${second}`,
    ]
    let serial = 0
    const line = fc.oneof(
      { weight: 3, arbitrary: fc.constant(-1) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: bad.length - 1 }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 80 }), async (kinds) => {
        // Two lines that open a string close it for each other: what is between is then one value, and no line.
        const once = kinds.filter((kind, i) => kind !== 4 || kinds.indexOf(4) === i)
        const lines = once.map((kind) => {
          const id = `p${serial++}`
          return kind < 0 ? `m,id=${id} up=1i ${second}` : (bad[kind]?.(id) ?? '')
        })
        const before = sending.spool.deadLetterCount()
        const stored = await countOf(server, 'mix', 'raw')
        sending.put([frameOf(lines, second * 1000)])
        expect(await sending.delivered()).toBe(true)
        const letters = sending.spool.deadLetters({ most: 1e6 }).slice(before)
        const wanted = lines.filter((_, i) => (once[i] as number) >= 0)
        expect(letters.map((letter) => letter.line).sort()).toEqual(wanted.sort())
        const good = lines.length - wanted.length
        expect(await countOf(server, 'mix', 'raw')).toBe(stored + good)
      }),
      { numRuns: 40 },
    )
  })

  test('points ahead of the clock are counted, all others of their frame are stored', async () => {
    await makeDatabase(server, 'ahead')
    const { put, delivered, spool, sender } = started({ url: server.url, database: 'ahead' })
    await expect.poll(() => sender.status().state).toBe('writing')
    const year = nowS() + 365 * 86_400
    put([slot(year)])
    const mixed = [`m,id=a up=1i ${nowS()}`, `m,id=b up=1i ${year}`]
    put([frameOf(mixed, Date.now(), { toMs: year * 1000 })])
    expect(await delivered()).toBe(true)
    expect(spool.losses('main').future).toBe(501)
    expect(await countOf(server, 'ahead', 'raw')).toBe(1)
  })

  test('while our clock is a year off nothing is sent, cut or counted', async () => {
    await makeDatabase(server, 'clock')
    let off = 365 * 86_400_000
    const { put, delivered, spool, sender } = started(
      { url: server.url, database: 'clock' },
      { now: () => Date.now() + off },
    )
    put([slot(nowS()), slot(nowS() + 365 * 86_400)])
    await expect.poll(() => sender.status().problem?.code).toBe('clock')
    expect(sender.status()).toMatchObject({ state: 'held', written: 0, backlog: { frames: 2 } })
    off = 0
    expect(await delivered()).toBe(true)
    expect(spool.losses('main')).toMatchObject({ expired: 0, future: 500 })
    expect(await countOf(server, 'clock', 'raw')).toBe(500)
  })

  test('what is older than its retention is cut before it is sent', async () => {
    const { put, delivered, spool } = started({ url: server.url })
    put([slot(nowS() - 8 * 86_400)])
    expect(await delivered()).toBe(true)
    expect(spool.losses('main')).toMatchObject({ expired: 500, deadLetters: 0 })
  })

  test('the contract holds, and says which retention policy is missing', async () => {
    await makeDatabase(server, 'contract', ['h1'])
    const target = { name: 'x', url: server.url, dialect: '1', timeoutMs: 2000 } as const
    const tested = (database: string, url: string = server.url) => {
      const whole = { ...target, database, url }
      return contractTest(whole, createDialect(whole), { host: `it's a host, or` })
    }
    expect(await tested('ronda')).toBeUndefined()
    expect(await tested('contract')).toMatchObject({ code: 'no-retention', values: { tier: 'h1' } })
    expect(await tested('nowhere')).toMatchObject({ code: 'no-database' })
    expect(await tested('ronda', await deadUrl())).toMatchObject({ code: 'unreachable' })
  })
})

test('a frame that the server cannot bear stands in nobody’s way', async () => {
  const server = await standIn()
  server.behave(({ lines }) => (lines.some((l) => l.includes('POISON')) ? { status: 500 } : 'take'))
  const { put, sender, spool } = started({ url: server.url })
  put([frameOf([`m,id=POISON up=1i ${nowS()}`], Date.now())])
  for (let i = 0; i < 20; i++) {
    put([slot(nowS() - i, 10)])
    await sleep(10)
  }
  await expect.poll(() => sender.status().written, { timeout: 5000 }).toBe(200)
  expect(spool.backlog('main').points).toBe(1)
})

test('hurry tries at once what would wait for half a minute', async () => {
  const server = await standIn()
  server.behave({ status: 401 }, true)
  const { put, sender, delivered } = started(
    { url: server.url },
    { delays: { heldRetryMs: 30_000 } },
  )
  put([slot(nowS())])
  await expect.poll(() => sender.status().state).toBe('held')
  await sleep(50)
  server.behave('take')
  sender.hurry()
  expect(await delivered(1000)).toBe(true)
})

test('closing lets new frames out, and leaves to the spool what a hanging server does not take', async () => {
  const server = await standIn()
  const { put, sender, spool } = started({ url: server.url })
  await expect.poll(() => sender.status().state).toBe('writing')
  put([slot(nowS())])
  await sender.close(1000)
  expect(spool.backlog('main').frames).toBe(0)
  const second = started({ url: server.url })
  await expect.poll(() => second.sender.status().state).toBe('writing')
  server.behave('hang')
  second.put([slot(nowS())])
  const began = performance.now()
  await second.sender.close(100)
  expect(performance.now() - began).toBeLessThan(1000)
  expect(second.spool.backlog('main').frames).toBe(1)
})

test('a server that takes points and keeps none is found out', async () => {
  const server = await standIn()
  const body = JSON.stringify({ results: [{ statement_id: 0 }] })
  server.behave(({ lines }) => (lines.length > 0 ? 'take' : { status: 200, body }), true)
  const { put, sender } = started({ url: server.url })
  put([slot(nowS())])
  await expect.poll(() => sender.status().problem?.code).toBe('not-kept')
  expect(sender.status()).toMatchObject({ state: 'held', written: 0 })
})
