// The spool on a real file: who is owed what, what is dropped, counted and kept, and how a file is opened.
import { randomFillSync } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkSpool } from '../../store/spool/check-spool.ts'
import { openSpoolReader } from '../../store/spool/read-spool.ts'
import { SPOOL_DB } from '../../store/spool/schema.ts'
import type { Frame, Spool } from '../../store/spool/spool.ts'
import { frame, letter, MEGABYTE, type SpoolRig, seqsOf, settle, spoolRig } from './spool-rig.ts'

let rig: SpoolRig
let open: Spool[]

beforeEach(() => {
  rig = spoolRig()
  open = []
})
afterEach(() => {
  for (const spool of open) spool.close()
  rig.remove()
})

function start(...options: Parameters<SpoolRig['open']>): Spool {
  const spool = rig.open(...options)
  open.push(spool)
  return spool
}

function end(spool: Spool): void {
  spool.close()
  open = open.filter((one) => one !== spool)
}

describe('frames', () => {
  it('are owed to every target, whole, oldest first, until each has acknowledged', () => {
    const spool = start()
    const body = new Uint8Array(randomFillSync(Buffer.alloc(9_000)))
    const head = { tier: 'm1', worth: 'minute', precision: 'ns', points: 3 } as const
    const put = spool.put([frame(), frame({ ...head, fromMs: 1, toMs: 9, body })], { rolled: 7 })
    expect(seqsOf(put)).toEqual([1, 2])
    expect(spool.owed('a', 0, 10)).toEqual(put)
    expect(spool.owed('b', 1, 10)).toEqual([{ ...head, seq: 2, fromMs: 1, toMs: 9, body }])
    expect(spool.owed('a', 0, 1)).toEqual([put[0]])
    expect(spool.owed('a', 0, 0)).toEqual([])
    expect(spool.owed('stranger', 0, 10)).toEqual([])
    expect(spool.heads('a', 1, 10)).toEqual([{ ...head, seq: 2, fromMs: 1, toMs: 9 }])
    expect(spool.mark('rolled')).toBe(7)
    expect(spool.mark('other')).toBeUndefined()

    spool.acknowledge('a', [1, 2, 2, 77])
    expect(spool.owed('a', 0, 10)).toEqual([])
    expect(spool.backlog('a')).toEqual({ frames: 0, points: 0, bytes: 0 })
    expect(spool.backlog('b')).toEqual({
      frames: 2,
      points: 13,
      bytes: 9_100,
      oldestAt: 1,
      waitingSince: rig.now,
    })
    expect(spool.health()).toMatchObject({ frames: 2, points: 13, inMemory: 0, lostInMemory: 0 })
    spool.acknowledge('b', [2])
    expect(spool.health()).toMatchObject({ frames: 1, points: 10 })
    spool.flush()
    expect(seqsOf(spool.owed('b', 0, 10))).toEqual([1])
  })

  it('stay owed, and their numbers are never given again, across reopening', () => {
    const first = start()
    const [one, two] = first.put([frame(), frame()], { slot: 1 })
    first.acknowledge('a', [1])
    end(first)
    const second = start()
    expect(second.owed('a', 0, 10)).toEqual([two])
    expect(second.owed('b', 0, 10)).toEqual([one, two])
    expect(second.mark('slot')).toBe(1)
    second.acknowledge('a', [2])
    second.acknowledge('b', [1, 2])
    second.flush()
    end(second)
    const third = start()
    expect(third.health()).toMatchObject({ frames: 0, points: 0 })
    expect(seqsOf(third.put([frame()]))).toEqual([3])
  })

  it('of a removed target are forgotten with a log line, a new one is owed what comes from then on', () => {
    const first = start()
    first.put([frame({ bytes: 5_000 }), frame()])
    first.acknowledge('a', [2])
    end(first)
    const second = start({ targets: ['a', 'c'] })
    expect(rig.log).toEqual([
      [
        'a database is no longer configured: what was owed to it is forgotten',
        { target: 'b', frames: 2, points: 20, bytes: 5_100 },
      ],
    ])
    expect(seqsOf(second.owed('a', 0, 10))).toEqual([1])
    expect(second.owed('c', 0, 10)).toEqual([])
    expect(second.health()).toMatchObject({ frames: 1, points: 10 })
    second.put([frame()])
    expect(seqsOf(second.owed('c', 0, 10))).toEqual([3])
    end(second)
    expect(start({ targets: ['a', 'b', 'c'] }).backlog('b').frames).toBe(0)
    expect(rig.log).toHaveLength(1)
  })

  it('that are too old are owed no more, and counted as expired, durably', () => {
    const first = start()
    first.put([
      frame({ fromMs: 1, toMs: 10 }),
      frame({ fromMs: 1, toMs: 11 }),
      frame({ tier: 'm1', worth: 'minute', fromMs: 1, toMs: 2 }),
    ])
    expect(first.expire('a', 'raw', 11)).toBe(10)
    expect(first.expire('a', 'raw', 11)).toBe(0)
    expect(seqsOf(first.heads('a', 0, 10))).toEqual([2, 3])
    expect(first.losses('a').expired).toBe(10)
    first.count('a', 'future', 5)
    first.count('a', 'expired', 1)
    end(first)
    const second = start()
    expect(seqsOf(second.heads('a', 0, 10))).toEqual([2, 3])
    expect(second.backlog('b').frames).toBe(3)
    expect(second.losses('a')).toMatchObject({ expired: 11, future: 5 })
    expect(second.losses('b')).toMatchObject({ expired: 0, future: 0 })
  })
})

describe('room', () => {
  const big = { bytes: 70_000 } as const

  it('is made by worth, then by age; every point is counted for each that lacked it, and said once a minute', () => {
    const spool = start({ maxBytes: 4 * MEGABYTE })
    spool.put([
      frame({ ...big, worth: 'kept', points: 1 }),
      frame({ ...big, worth: 'state', points: 2 }),
      frame({ ...big, worth: 'hour', points: 3 }),
      frame({ ...big, worth: 'minute', points: 4 }),
    ])
    for (let i = 0; i < 40; i++) spool.put([frame({ ...big, points: 100 }), frame(big)])
    spool.acknowledge('a', seqsOf(spool.heads('a', 0, 5)))
    for (let i = 0; i < 40; i++) spool.put([frame({ ...big, points: 100 }), frame(big)])
    const heads = spool.heads('b', 0, 1_000)
    expect(seqsOf(heads).slice(0, 4)).toEqual([1, 2, 3, 4])
    expect(heads.at(-1)?.seq).toBe(164)
    const raw = heads.slice(4)
    expect(seqsOf(raw)).toEqual(Array.from({ length: raw.length }, (_, i) => 165 - raw.length + i))
    const gone = 160 - raw.length
    expect(spool.losses('b').dropped).toEqual({
      raw: (gone / 2) * 110,
      minute: 0,
      hour: 0,
      state: 0,
      kept: 0,
    })
    expect(spool.losses('a').dropped.raw).toBeLessThan(spool.losses('b').dropped.raw)
    expect(spool.health().points).toBe(heads.reduce((sum, { points }) => sum + points, 0))
    expect(rig.log).toHaveLength(1)
    rig.now += 60_000
    spool.put([frame(big)])
    expect(rig.log).toEqual([
      [
        'points were dropped before they were sent: there is no more room for them',
        { points: { raw: expect.any(Number) }, limitBytes: 4 * MEGABYTE },
      ],
      [expect.any(String), expect.anything()],
    ])
    const said = rig.log.map(([, { points }]) => (points as { raw: number }).raw)
    expect(said.reduce((sum, points) => sum + points)).toBe(spool.losses('b').dropped.raw)

    for (let i = 0; i < 80; i++) spool.put([frame({ ...big, worth: 'kept' })])
    expect(new Set(spool.heads('b', 0, 1_000).map(({ worth }) => worth))).toEqual(new Set(['kept']))
    expect(spool.losses('b').dropped).toMatchObject({ minute: 4, hour: 3, state: 2 })
    const before = spool.losses('b')
    end(spool)
    expect(start().losses('b')).toEqual(before)
  })

  it('is said of with the numbers since the last line, and at the end with what was not said yet', () => {
    const spool = start({ targets: ['a'], maxBytes: 4 * MEGABYTE })
    for (let i = 0; i < 80; i++) spool.put([frame(big)])
    rig.now += 60_000
    for (let i = 0; i < 20; i++) spool.put([frame(big)])
    const { raw } = spool.losses('a').dropped
    expect(rig.log).toHaveLength(2)
    end(spool)
    const said = rig.log.map(([, { points }]) => (points as { raw: number }).raw)
    expect(said).toHaveLength(3)
    expect(said.reduce((sum, points) => sum + points)).toBe(raw)
  })

  it('is taken from what is paid before anything that is owed', () => {
    const spool = start({ targets: ['a'], maxBytes: 4 * MEGABYTE })
    for (let i = 0; i < 50; i++) spool.put([frame(big)])
    spool.acknowledge('a', seqsOf(spool.heads('a', 0, 40)))
    for (let i = 0; i < 40; i++) spool.put([frame(big)])
    expect(spool.backlog('a').frames).toBe(50)
    expect(spool.losses('a').dropped.raw).toBe(0)
  })

  it('is given back to the disk a bite at a time, and the log stays bounded', () => {
    const spool = start({ targets: ['a'] })
    for (let i = 0; i < 100; i++) spool.put(Array.from({ length: 6 }, () => frame(big)))
    expect(statSync(rig.path).size).toBeGreaterThan(35 * MEGABYTE)
    expect(statSync(`${rig.path}-wal`).size).toBeLessThan(17 * MEGABYTE)
    spool.acknowledge('a', seqsOf(spool.heads('a', 0, 1_000)))
    settle(spool)
    expect(spool.health().frames).toBe(0)
    expect(statSync(rig.path).size).toBeLessThan(5 * MEGABYTE)
    expect(statSync(`${rig.path}-wal`).size).toBeLessThan(17 * MEGABYTE)
    expect(spool.health().bytes).toBeLessThan(MEGABYTE)
    expect(spool.health().fileBytes).toBe(
      statSync(rig.path).size + statSync(`${rig.path}-wal`).size,
    )
  })
})

describe('dead letters', () => {
  it('are kept, listed by target and number, counted, and taken out', () => {
    const first = start()
    first.bury([letter(), letter({ target: 'b', status: 422 }), letter({ line: 'two' })])
    expect(first.deadLetters({ most: 10 })).toEqual([
      { n: 1, ...letter() },
      { n: 2, ...letter({ target: 'b', status: 422 }) },
      { n: 3, ...letter({ line: 'two' }) },
    ])
    expect(first.deadLetters({ target: 'a', after: 1, most: 1 })).toMatchObject([{ n: 3 }])
    expect([first.deadLetterCount(), first.deadLetterCount('a')]).toEqual([3, 2])
    expect(first.exhume([1, 3, 99])).toBe(2)
    expect(first.losses('a').deadLetters).toBe(2)
    end(first)
    const second = start()
    expect(second.deadLetterCount()).toBe(1)
    expect(second.losses('a').deadLetters).toBe(2)
    second.exhume([2])
    second.bury([letter()])
    expect(second.deadLetters({ most: 9 })).toMatchObject([{ n: 4 }])
  })

  it('are cut to 500 characters and 64 KiB, and the oldest go where there are too many', () => {
    const spool = start({ maxBytes: 4 * MEGABYTE })
    spool.bury([letter({ message: 'm'.repeat(900), line: `x${'é'.repeat(40_000)}` })])
    const [cut] = spool.deadLetters({ most: 1 })
    expect(cut?.message).toHaveLength(500)
    expect(cut?.line).toBe(`x${'é'.repeat(32_767)}`)
    const line = 'y'.repeat(65_000)
    for (let i = 0; i < 5; i++) spool.bury(Array.from({ length: 4 }, () => letter({ line })))
    expect(spool.deadLetterCount('a')).toBe(21)
    spool.flush()
    // A quarter of 4 MiB holds 16 of 65,019 bytes.
    expect(spool.deadLetterCount('a')).toBe(16)
    expect(spool.deadLetters({ most: 1 })[0]?.n).toBe(6)
    expect(spool.losses('a')).toMatchObject({ deadLetters: 21, deadLettersDropped: 5 })
  })

  it('are listed, counted and taken out at once, and written with what is acknowledged because of them', () => {
    const spool = start()
    spool.put(Array.from({ length: 600 }, () => frame()))
    spool.bury([letter()])
    spool.flush()
    // More than one transaction would take out: the one that is refused comes last.
    spool.acknowledge('a', seqsOf(spool.heads('a', 0, 599)))
    spool.bury([letter({ line: 'two' }), letter({ line: 'three' }), letter({ target: 'b' })])
    spool.acknowledge('a', [600])
    const listed = spool.deadLetters({ most: 9 })
    expect(listed.map(({ n, line }) => `${n} ${line}`)).toMatchObject([
      `1 ${letter().line}`,
      '2 two',
      '3 three',
      `4 ${letter().line}`,
    ])
    expect(spool.deadLetters({ target: 'a', after: 1, most: 1 })).toMatchObject([{ n: 2 }])
    expect(spool.deadLetters({ most: 2 })).toHaveLength(2)
    expect([spool.deadLetterCount(), spool.deadLetterCount('a')]).toEqual([4, 3])
    // What a kill would leave: neither the letters nor what was acknowledged.
    const inFile = () => {
      const reader = openSpoolReader(rig.path)
      const found = [
        reader.deadLetterCount(),
        reader.backlog('a').frames,
        reader.losses('a').deadLetters,
      ]
      reader.close()
      return found
    }
    expect(inFile()).toEqual([1, 600, 1])
    spool.flush()
    expect(inFile()).toEqual([4, 0, 3])
    expect(spool.deadLetters({ most: 9 })).toEqual(listed)
    spool.bury([letter()])
    expect(spool.exhume([3, 5, 99])).toBe(2)
    end(spool)
    const again = start()
    again.bury([letter()])
    expect(again.deadLetters({ most: 9 }).map(({ n }) => n)).toEqual([1, 2, 4, 6])
  })

  it('that are more than memory should hold are written at once', () => {
    const spool = start()
    spool.bury(Array.from({ length: 10_001 }, () => letter({ line: 'x', message: '' })))
    const reader = openSpoolReader(rig.path)
    expect(reader.deadLetterCount()).toBe(10_001)
    reader.close()
  })
})

describe('how long what is owed has waited', () => {
  it('is counted from the put of the oldest frame that is owed, however old its points, across reopening', () => {
    const first = start()
    const began = rig.now
    first.put([frame({ fromMs: began - 1_000 })])
    rig.now += 60_000
    first.put([frame({ fromMs: 5 }), frame({ fromMs: 7 })])
    expect(first.backlog('a')).toMatchObject({ oldestAt: 5, waitingSince: began })
    first.acknowledge('a', [1])
    expect(first.backlog('a')).toMatchObject({ oldestAt: 5, waitingSince: began + 60_000 })
    expect(first.backlog('b').waitingSince).toBe(began)
    end(first)
    rig.now += 60_000
    const second = start()
    expect(second.backlog('a').waitingSince).toBe(began + 60_000)
    const reader = openSpoolReader(rig.path)
    expect(reader.backlog('b')).toMatchObject({ oldestAt: 5, waitingSince: began })
    reader.close()
    second.acknowledge('a', [2, 3])
    expect(second.backlog('a')).toEqual({ frames: 0, points: 0, bytes: 0 })
  })
})

describe('a file', () => {
  it('is read beside the program that writes it, and without one', () => {
    const spool = start()
    spool.put([frame({ fromMs: 5 }), frame({ fromMs: 3 })], { rolled: 8 })
    spool.count('b', 'future', 4)
    spool.bury([letter({ target: 'z' })])
    spool.flush()
    const look = () => {
      const reader = openSpoolReader(rig.path)
      const seen = {
        targets: reader.targets(),
        backlog: reader.backlog('a'),
        none: reader.backlog('z'),
        losses: reader.losses('b').future,
        letters: reader.deadLetters({ most: 5 }).length,
        count: [reader.deadLetterCount(), reader.deadLetterCount('a')],
        mark: reader.mark('rolled'),
        health: reader.health(),
      }
      reader.close()
      return seen
    }
    const seen = look()
    expect(seen).toEqual({
      targets: ['a', 'b', 'z'],
      backlog: { frames: 2, points: 20, bytes: 200, oldestAt: 3, waitingSince: rig.now },
      none: { frames: 0, points: 0, bytes: 0 },
      losses: 4,
      letters: 1,
      count: [1, 0],
      mark: 8,
      health: { bytes: spool.health().bytes, fileBytes: expect.any(Number), frames: 2, points: 20 },
    })
    spool.put([frame()])
    expect(look().backlog.frames).toBe(3)
    end(spool)
    expect(look().backlog.frames).toBe(3)
  })

  it('that is missing, of another program, newer, or locked is refused with a remedy', () => {
    const refusal = (message: string, remedy: string) =>
      expect.objectContaining({
        code: 'RND_SPOOL_OPEN',
        message: expect.stringContaining(message),
        remedy: expect.stringContaining(remedy),
      })
    expect(() => openSpoolReader(rig.path)).toThrow(refusal('there is no spool at', 'ronda run'))
    expect(checkSpool(rig.path, true)).toBe('well')
    writeFileSync(rig.path, 'a letter to somebody, which is no database at all\n'.repeat(50))
    const refused = (message: string, remedy: string): void => {
      expect(() => start()).toThrow(refusal(message, remedy))
      expect(() => checkSpool(rig.path, true)).toThrow(refusal(message, remedy))
    }
    refused('spool.db: the file is not a database', 'move the file away')
    expect(() => start()).not.toThrow(/not a database.*not a database/)
    expect(readFileSync(rig.path, 'utf8')).toMatch(/^a letter/)

    writeFileSync(rig.path, '')
    const other = new DatabaseSync(rig.path)
    other.exec('CREATE TABLE theirs (x)')
    refused('a database of another program', 'another path')
    other.exec(`PRAGMA application_id = ${SPOOL_DB.applicationId}; PRAGMA user_version = 99`)
    refused('has schema version 99', 'upgrade Ronda')
    other.close()

    writeFileSync(rig.path, '')
    start()
    refused('another Ronda is writing', 'end the other')
    expect(checkSpool(rig.path, false)).toBe('well')
    end(open[0] as Spool)
    rmSync(rig.path)
    mkdirSync(rig.path)
    refused('spool.db: it is a folder', 'check that the folder')
    expect(() => openSpoolReader(rig.path)).toThrow(refusal('it is a folder', 'check that'))
  })

  const DAMAGED =
    'the spool was damaged: it was moved away and a new one is begun, what was owed in it is lost'

  /** 40 slots of a big raw frame and a small one that is worth more. */
  function fill(spool: Spool): void {
    for (let i = 0; i < 40; i++) {
      spool.put([frame({ bytes: 9_000 }), frame({ worth: 'kept', points: 1 })], { slot: i })
    }
    spool.count('a', 'future', 3)
    spool.bury([letter()])
    spool.acknowledge('b', [1])
    spool.flush()
  }

  it('that is cut short is moved away at the start; what can be read is kept, what it owed is counted', () => {
    const first = start()
    fill(first)
    end(first)
    truncateSync(rig.path, statSync(rig.path).size - 50_000)
    expect(checkSpool(rig.path, true)).toBe('damaged')
    const second = start()
    const away = `${rig.path}.broken-20260101T000000Z`
    expect(rig.log).toMatchObject([[DAMAGED, { away, points: 870 }]])
    expect(statSync(away).size).toBeGreaterThan(300_000)
    expect(second.health()).toMatchObject({ frames: 0, points: 0 })
    expect(second.losses('a')).toMatchObject({
      dropped: { raw: 400, kept: 40 },
      future: 3,
      deadLetters: 1,
      deadLettersDropped: 1,
    })
    expect(second.losses('b').dropped).toMatchObject({ raw: 390, kept: 40 })
    expect(seqsOf(second.put([frame()]))[0]).toBeGreaterThan(80)
    end(second)
    const third = start()
    expect(third.mark('slot')).toBe(39)
    expect(third.losses('a').dropped.raw).toBe(400)
    expect(rig.log).toHaveLength(1)
  })

  it('that turns out damaged while it runs is replaced in the same call', () => {
    const first = start()
    fill(first)
    end(first)
    const spool = start()
    expect(spool.backlog('a').points).toBe(440)
    // Behind the first pages every page is overwritten: heads can still be counted from memory, nothing can be read.
    const size = statSync(rig.path).size
    const fd = openSync(rig.path, 'r+')
    writeSync(fd, Buffer.alloc(size - 8_192, 0x5a), 0, size - 8_192, 8_192)
    closeSync(fd)
    let put: readonly Frame[] = []
    for (let i = 0; i < 3; i++)
      put = [...put, ...spool.put([frame({ bytes: 9_000 })], { slot: 99 })]
    spool.owed('a', 0, 1_000)
    put = [...put, ...spool.put([frame()])]
    expect(rig.log).toMatchObject([[DAMAGED, { error: expect.stringContaining('damaged') }]])
    expect(spool.health()).not.toHaveProperty('failingSince')
    expect(spool.owed('a', 0, 1_000).at(-1)).toEqual(put.at(-1))
    const { dropped, future } = spool.losses('a')
    expect(dropped.raw + dropped.kept).toBeGreaterThanOrEqual(440)
    expect(future).toBe(3)
    end(spool)
    expect(start().mark('slot')).toBe(99)
  })

  it('of zeros, as a power cut leaves it, does not stop the start; the newest damaged file is kept', () => {
    for (const seconds of [1, 2]) {
      writeFileSync(rig.path, Buffer.alloc(20_000))
      rig.now += 1_000
      const spool = start()
      expect(spool.put([frame()])).toHaveLength(1)
      end(spool)
      const broken = readdirSync(rig.path.replace('/spool.db', '')).filter((name) =>
        name.includes('broken'),
      )
      expect(broken).toEqual([`spool.db.broken-20260101T00000${seconds}Z`])
    }
  })
})
