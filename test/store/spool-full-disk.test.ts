// A disk under the spool that is really full, or read-only: `put` goes on, and everything arrives when it can be written.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { LocalSeries } from '../../store/series/local-series.ts'
import type { Frame, Spool } from '../../store/spool/spool.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { KEEP_DAYS, targetAt } from '../soak/influx-world.ts'
import { frame, letter, MEGABYTE, type SpoolRig, seqsOf, settle, spoolRig } from './spool-rig.ts'

const MINUTE = 60_000

describeWithRigs('a disk that cannot be written, below the spool', ['root'], () => {
  let folder: string
  let disk: string
  let rig: SpoolRig
  let spool: Spool | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ronda-spool-disk-'))
    disk = join(folder, 'disk')
    mkdirSync(disk)
    run('mount', '-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk)
    rig = spoolRig(disk)
    spool = undefined
  })
  afterEach(() => {
    spool?.close()
    try {
      run('umount', disk)
    } catch (error) {
      // A file left open is a fault of the spool; the mount goes all the same.
      run('umount', '-l', disk)
      throw error
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('full: frames wait in memory under their numbers, are served, and are written when there is room', () => {
    spool = rig.open()
    const before = spool.put([frame()], { slot: 1 })
    fillDisk(disk)
    const put: Frame[] = [...before]
    for (let i = 0; i < 40; i++) {
      put.push(...spool.put([frame({ bytes: 100_000, fromMs: i })], { slot: 2 + i }))
    }
    const ill = spool.health()
    expect(ill).toMatchObject({
      failingSince: rig.now,
      lastError: expect.stringContaining('the disk is full'),
      frames: 41,
      lostInMemory: 0,
    })
    expect(ill.inMemory).toBeGreaterThan(20)
    expect(spool.owed('a', 0, 100)).toEqual(put)
    expect(spool.backlog('a')).toMatchObject({ frames: 41, oldestAt: 0, waitingSince: rig.now })
    expect(spool.mark('slot')).toBe(41)
    // What is delivered meanwhile is owed no more, in memory and in the file; letters wait.
    spool.acknowledge('a', [1, 40, 41])
    spool.acknowledge('b', [41])
    spool.bury([letter()])
    expect(spool.deadLetters({ most: 5 })).toMatchObject([{ n: 1, line: letter().line }])
    expect(spool.heads('a', 0, 100)).toHaveLength(38)
    expect(spool.health()).toMatchObject({ frames: 40, inMemory: ill.inMemory - 1 })
    expect(spool.deadLetterCount('a')).toBe(1)
    expect(rig.log).toEqual([
      ['the spool cannot be written, new points wait in memory', expect.anything()],
    ])

    rmSync(join(disk, 'filler'))
    spool.flush()
    expect(spool.health()).toHaveProperty('failingSince')
    rig.now += 30_000
    spool.flush()
    expect(spool.health()).toMatchObject({ frames: 40, inMemory: 0 })
    expect(spool.health()).not.toHaveProperty('failingSince')
    expect(rig.log.map(([sentence]) => sentence)).toEqual([
      'the spool cannot be written, new points wait in memory',
      'the spool writes again',
    ])
    expect(seqsOf(spool.put([frame()]))).toEqual([42])
    spool.close()
    spool = rig.open()
    expect(seqsOf(spool.heads('a', 0, 100))).toEqual([
      ...Array.from({ length: 38 }, (_, i) => i + 2),
      42,
    ])
    expect(spool.owed('b', 1, 1)).toEqual([put[1]])
    expect(spool.mark('slot')).toBe(41)
    expect(spool.deadLetters({ most: 5 })).toHaveLength(1)
  })

  it('full: no dead letter goes out again, for it could not be taken out; with room each goes once', async () => {
    spool = rig.open({ targets: ['main'] })
    spool.bury([letter({ target: 'main' })])
    spool.close()
    spool = undefined
    const options = {
      targets: [targetAt('http://127.0.0.1:9')],
      keepDays: KEEP_DAYS,
      spool: { path: rig.path, maxBytes: 64 * MEGABYTE, minFreePercent: 0 },
      estate: [{ id: 'n1', kind: 'nvr', pinged: true }] as const,
      host: 'vm',
    }
    const series = new LocalSeries(options, silentLogger, () => rig.now)
    try {
      fillDisk(disk)
      for (let i = 0; i < 5; i++) await series.points([], { [`mark ${i}`.repeat(1_000)]: 1 })
      expect((await series.status()).spool).toHaveProperty('failingSince')
      const again = { target: 'main', deadLetters: true }
      expect(await series.replay(again)).toEqual({ deadLetters: 0, frames: 0 })
      expect((await series.status()).targets).toMatchObject([
        { deadLetters: 1, backlog: { frames: 0 } },
      ])
      rmSync(join(disk, 'filler'))
      rig.now += MINUTE
      await series.points([], { mark: 1 })
      expect(await series.replay(again)).toEqual({ deadLetters: 1, frames: 0 })
      expect((await series.status()).targets).toMatchObject([
        { deadLetters: 0, backlog: { frames: 1 } },
      ])
    } finally {
      await series.close(0)
    }
  })

  it('full for long: memory keeps the newest 64 MB, what is lost is counted, for good too', () => {
    spool = rig.open()
    fillDisk(disk)
    const body = new Uint8Array(4 * MEGABYTE)
    for (let i = 0; i < 20; i++) spool.put([frame({ body, points: 100 + i })])
    const { inMemory, lostInMemory } = spool.health()
    expect(inMemory).toBe(16)
    expect(lostInMemory).toBe(100 + 101 + 102 + 103)
    expect(seqsOf(spool.heads('b', 0, 1))).toEqual([5])
    expect(spool.losses('b').dropped.raw).toBe(406)
    spool.acknowledge('a', seqsOf(spool.heads('a', 0, 100)))
    spool.acknowledge('b', seqsOf(spool.heads('b', 0, 14)))
    rmSync(join(disk, 'filler'))
    rig.now += MINUTE
    spool.flush()
    spool.close()
    spool = rig.open()
    expect(seqsOf(spool.heads('b', 0, 100))).toEqual([19, 20])
    expect(spool.losses('a').dropped.raw).toBe(406)
    expect(spool.health()).toMatchObject({ inMemory: 0, lostInMemory: 0 })
  })

  it('full or read-only and empty at the start: the file is made later', () => {
    run('mount', '-o', 'remount,ro', disk)
    spool = rig.open()
    const put = spool.put([frame()], { slot: 3 })
    expect(spool.owed('b', 0, 5)).toEqual(put)
    expect(spool.health()).toMatchObject({ inMemory: 1, failingSince: rig.now })
    run('mount', '-o', 'remount,rw', disk)
    rig.now += MINUTE
    spool.put([frame()])
    expect(spool.health()).toMatchObject({ inMemory: 0, frames: 2 })
    spool.close()
    spool = rig.open()
    expect(spool.owed('a', 0, 1)).toEqual(put)
    expect(spool.mark('slot')).toBe(3)
  })

  it('read-only at the start: what is owed is served, and what was acknowledged meanwhile goes later', () => {
    spool = rig.open()
    spool.put([frame({ fromMs: 1 }), frame({ fromMs: 2 }), frame({ fromMs: 3 })])
    spool.count('a', 'future', 2)
    spool.close()
    run('mount', '-o', 'remount,ro', disk)
    spool = rig.open()
    expect(seqsOf(spool.owed('a', 0, 9))).toEqual([1, 2, 3])
    spool.acknowledge('a', [1])
    expect(spool.expire('a', 'raw', 3)).toBe(10)
    const [fresh] = spool.put([frame()])
    expect(spool.backlog('a')).toMatchObject({ frames: 2, points: 20 })
    expect(spool.losses('a')).toMatchObject({ future: 2, expired: 10 })
    run('mount', '-o', 'remount,rw', disk)
    rig.now += MINUTE
    spool.flush()
    expect(spool.health()).not.toHaveProperty('failingSince')
    spool.close()
    spool = rig.open()
    expect(seqsOf(spool.heads('a', 0, 9))).toEqual([3, fresh?.seq])
    expect(seqsOf(spool.heads('b', 0, 9))).toEqual([1, 2, 3, fresh?.seq])
    expect(spool.losses('a')).toMatchObject({ future: 2, expired: 10 })
  })

  it('nearly full: the cap shrinks to what leaves the disk its share, and the file with it', () => {
    run('mount', '-o', 'remount,size=200m', disk)
    spool = rig.open({ targets: ['a'], maxBytes: 100 * MEGABYTE, minFreePercent: 25 })
    for (let i = 0; i < 40; i++) spool.put([frame({ bytes: MEGABYTE })])
    expect(spool.health().maxBytes).toBe(100 * MEGABYTE)
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 35 * MEGABYTE))
    for (let minutes = 0; minutes < 20; minutes++) {
      rig.now += MINUTE
      settle(spool, 20)
    }
    const free = statfsSync(disk)
    expect((free.bavail * free.bsize) / MEGABYTE).toBeGreaterThan(45)
    const left = spool.backlog('a').frames
    expect(left).toBeGreaterThan(12)
    expect(left).toBeLessThan(32)
    expect(spool.losses('a').dropped.raw).toBe((40 - left) * 10)
    rmSync(join(disk, 'filler'))
    rig.now += MINUTE
    expect(spool.health().maxBytes).toBe(100 * MEGABYTE)
  })
})

/** Leaves less than one page free. */
function fillDisk(disk: string): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Number(bavail) * Number(bsize)))
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}
