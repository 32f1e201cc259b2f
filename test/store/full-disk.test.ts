// A disk that is really full, or read-only: the caller goes on, and everything arrives once it can be written again.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Transition } from '../../fleet/state.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import type { Change, Store, StoreHealth } from '../../store/store.ts'
import { ESTATE, incident, minute, NOON, step, transition } from '../contracts/kept.ts'
import { audit, longBody, mark, row } from '../contracts/store-notifier.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const MINUTE = 60_000
const fast = { firstRetryMs: 20 }

describeWithRigs('a disk that cannot be written', ['root'], () => {
  let folder: string
  let disk: string
  let path: string
  let log: string[]
  const logger = {
    debug: () => {},
    info: (_: object, message: string) => void log.push(message),
    warn: (_: object, message: string) => void log.push(message),
    error: (_: object, message: string) => void log.push(message),
  }

  beforeEach(() => {
    log = []
    folder = mkdtempSync(join(tmpdir(), 'ronda-disk-'))
    disk = join(folder, 'disk')
    path = join(disk, 'ronda.db')
    mkdirSync(disk)
    run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk)
  })
  afterEach(() => {
    try {
      run('umount', disk)
    } catch (error) {
      // A file left open is a fault of the store; the mount goes all the same.
      run('umount', '-l', disk)
      throw error
    }
    rmSync(folder, { recursive: true, force: true })
  })

  it('full while commits go on: all of them arrive when there is room again', async () => {
    const store = await startLocalStore(path, logger, fast)
    await store.register(ESTATE)
    await store.commit({ transitions: [change(0)] })
    fillDisk(disk)
    const sent = [change(0)]
    const refused: unknown[] = []
    for (let n = 1; n <= 3_000; n += 100) {
      const transitions = Array.from({ length: 100 }, (_, i) => change(n + i))
      sent.push(...transitions)
      await store.commit({ transitions }).catch((error) => refused.push(error))
    }
    await store.saveMinute(
      minute(NOON, [
        [6, 0, 100, 100, 100],
        [6, 6],
      ]),
    )
    await store.alive(NOON + 123_456)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]).toMatchObject({
      code: 'RND_STORE_WRITE',
      message: expect.stringContaining('the disk is full'),
    })
    expect(await store.health()).toMatchObject({
      writable: false,
      lastError: expect.stringContaining('the disk is full'),
      failingSince: expect.any(Number),
      pendingTransitions: refused.length * 100,
      pendingMinutes: 1,
    })
    expect(log).toEqual(['the store cannot write, changes wait'])
    const lacking = { code: 'RND_STORE_WRITE', message: expect.stringContaining('what waits') }
    await expect(store.minuteSums(NOON, NOON + MINUTE)).rejects.toMatchObject(lacking)
    await expect(store.availabilities(NOON, NOON + MINUTE)).rejects.toMatchObject(lacking)

    rmSync(join(disk, 'filler'))
    const well = await healthy(store)
    expect(well).toMatchObject({ pendingTransitions: 0, droppedMinutes: 0 })
    expect(well).not.toHaveProperty('pendingMinutes')
    expect((await store.minuteSums(NOON, NOON + MINUTE)).sent).toEqual(Uint32Array.of(6, 6))
    expect(await store.transitions({ limit: 10_000 })).toEqual(sent.toReversed())
    expect(await store.history('nvr-1', NOON, NOON + MINUTE)).toHaveLength(1)
    expect(log).toHaveLength(2)
    await store.close()
  })

  it('full while people are told: messages, documents and audit arrive in order, each once', async () => {
    const store = await startLocalStore(path, logger, fast)
    await store.register(ESTATE)
    await store.commit({ outbox: [row('before', 1)] })
    fillDisk(disk)
    const body = longBody(200_000)
    const bodyOf = (n: number) => (n % 10 === 0 ? body : `{"n":${n}}`)
    for (let n = 2; n <= 40; n++) {
      const id = `inc-${n}`
      const everything: Change = {
        transitions: Array.from({ length: 100 }, (_, i) => change(n * 100 + i)),
        incidents: [step('settled', incident(id, { openedAt: NOON + n }))],
        outbox: [row(id, n, { body: bodyOf(n) })],
        // The mark of the message before: what was sent while the disk was full stays sent.
        outboxMarks: [mark(n === 2 ? 'before' : `inc-${n - 1}`, 'sent', NOON + n)],
        documents: [{ collection: 'notices', key: 'last', body: id }],
        audit: [audit(id, NOON + n)],
      }
      await store.commit(everything).catch(() => {})
    }
    const ill = await store.health()
    expect(ill).toMatchObject({ writable: false, droppedMinutes: 0 })
    expect(ill.pendingTransitions).toBeGreaterThan(3 * 1_000)
    expect(await store.outboxHealth()).toMatchObject({ refused: 0 })

    rmSync(join(disk, 'filler'))
    expect(await healthy(store)).toMatchObject({ pendingTransitions: 0 })
    expect(await store.outbox('waiting')).toMatchObject([{ key: 'inc-40', body }])
    const sent = await store.outbox('sent')
    expect(sent.map(({ seq }) => seq)).toEqual(Array.from({ length: 39 }, (_, i) => i + 1))
    expect(sent.slice(1).map((one) => one.body)).toEqual(
      Array.from({ length: 38 }, (_, i) => bodyOf(i + 2)),
    )
    expect(await store.documents('notices')).toEqual([{ key: 'last', body: 'inc-40' }])
    expect(await store.audit({})).toHaveLength(39)
    expect(await store.incidents({})).toHaveLength(39)
    expect(await store.transitions({ limit: 10_000 })).toHaveLength(3_900)
    expect(await store.lastOutboxSeq()).toBe(40)
    await store.close()
  })

  it('full at the end: closing says what is lost, and the file still opens', async () => {
    const store = await startLocalStore(path, logger, fast)
    await store.commit({ transitions: [change(0)] })
    fillDisk(disk)
    const many = Array.from({ length: 3_000 }, (_, i) => change(i + 1))
    await expect(store.commit({ transitions: many })).rejects.toThrow('the disk is full')
    await expect(store.close()).rejects.toMatchObject({
      code: 'RND_STORE_WRITE',
      message: expect.stringContaining(
        '3000 transitions, gaps, incidents and messages (by size) and 0 minutes are lost',
      ),
      remedy: expect.stringContaining('before the next start'),
    })
    rmSync(join(disk, 'filler'))
    const next = await openLocalStore(path)
    expect(await next.transitions({})).toEqual([change(0)])
    await next.close()
  })

  it('full at the start: the program runs, the store comes to life later', async () => {
    fillDisk(disk)
    const store = await startLocalStore(path, logger, fast)
    await store.register(ESTATE)
    await store.commit({ transitions: [change(1)] }).catch(() => {})
    await store.saveMinute(
      minute(NOON, [
        [6, 0, 100, 100, 100],
        [6, 6],
      ]),
    )
    expect(await store.currentStates()).toEqual([])
    expect(await store.health()).toMatchObject({ writable: false, pendingTransitions: 1 })
    rmSync(join(disk, 'filler'))
    await healthy(store)
    expect(await store.transitions({})).toEqual([change(1)])
    expect(await store.history('uplink-1', NOON, NOON + MINUTE)).toHaveLength(1)
    await store.close()
  })

  it('read-only and empty at the start: the file is made later', async () => {
    run('mount', '-o', 'remount,ro', disk)
    const store = await startLocalStore(join(disk, 'data', 'ronda.db'), logger, fast)
    await store.commit({ transitions: [change(1)] }).catch(() => {})
    expect(await store.transitions({})).toEqual([])
    run('mount', '-o', 'remount,rw', disk)
    await healthy(store)
    expect(await store.transitions({})).toEqual([change(1)])
    await store.close()
  })

  it('read-only at the start: what is kept can be read, what comes waits', async () => {
    const before = await openLocalStore(path)
    await before.register(ESTATE)
    await before.commit({ transitions: [change(0)] })
    await before.close()
    run('mount', '-o', 'remount,ro', disk)
    const reader = await openLocalStore(path, { readOnly: true })
    expect(await reader.transitions({})).toEqual([change(0)])
    await reader.close()

    const store = await startLocalStore(path, logger, fast)
    await store.register(ESTATE)
    await expect(store.commit({ transitions: [change(1)] })).rejects.toMatchObject({
      code: 'RND_STORE_WRITE',
      message: expect.stringMatching(/read-only|cannot be opened/),
    })
    expect(await store.transitions({})).toEqual([change(0)])
    expect(await store.health()).toMatchObject({ writable: false, pendingTransitions: 1 })
    run('mount', '-o', 'remount,rw', disk)
    await healthy(store)
    expect(await store.transitions({})).toEqual([change(1), change(0)])
    await store.close()
  })
})

/** Waits until the store says that it can write; bounded. */
async function healthy(store: Store): Promise<StoreHealth> {
  for (let tries = 0; tries < 200; tries++) {
    const health = await store.health()
    if (health.writable) return health
    await wait(50)
  }
  throw new Error(`still not writable: ${(await store.health()).lastError}`)
}

/** Leaves less than one page free. */
function fillDisk(disk: string): void {
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(Number(bavail) * Number(bsize)))
}

function change(n: number): Transition {
  const [from, to] = n % 2 === 0 ? (['down', 'up'] as const) : (['up', 'down'] as const)
  return transition('nvr-1', NOON + n, from, to, to === 'up' ? 'answers-again' : 'all-lost', { n })
}

function run(command: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`)
}
