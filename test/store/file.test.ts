// The file itself: older and newer versions, what is not ours, two programs at once, and the time nothing ran.
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '../../fleet/logger.ts'
import { encodeNumbers } from '../../store/id-list.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from '../../store/local/schema.ts'
import { startLocalStore } from '../../store/local/start-local-store.ts'
import { ESTATE, incident, minute, NOON, step, transition } from '../contracts/kept.ts'
import { longBody, mark, row } from '../contracts/store-notifier.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-store-'))
  path = join(folder, 'ronda.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const down = transition('nvr-1', NOON, 'up', 'down', 'all-lost', { lost: 7 })

describe('what others on the machine may see', () => {
  const modes = () =>
    Object.fromEntries(
      readdirSync(folder).map((file) => [file, statSync(join(folder, file)).mode & 0o777]),
    )
  const closed = {
    'ronda.db': 0o600,
    'ronda.db-lock': 0o600,
    'ronda.db-lock-journal': 0o600,
    'ronda.db-wal': 0o600,
    'ronda.db-shm': 0o600,
  }

  it('is nothing of a new file, its lock, its log and its shared memory', async () => {
    const store = await openLocalStore(path)
    await store.commit({ transitions: [down] })
    expect(modes()).toEqual(closed)
    await store.close()
  })

  it('is nothing of a file that was open to them before, either', async () => {
    await (await openLocalStore(path)).close()
    for (const file of readdirSync(folder)) chmodSync(join(folder, file), 0o644)
    const store = await openLocalStore(path)
    await store.commit({ transitions: [down] })
    expect(modes()).toEqual(closed)
    await store.close()
  })

  it('is nothing of a folder that was made for it', async () => {
    await (await openLocalStore(join(folder, 'data', 'ronda.db'))).close()
    expect(modes()).toEqual({ data: 0o700 })
  })
})

describe('a file of another version', () => {
  for (let version = 1; version < SCHEMA_VERSION; version++) {
    it(`${version} is brought up to date with everything in it`, async () => {
      writeVersion(version)
      await expect(openLocalStore(path, { readOnly: true })).rejects.toMatchObject({
        code: 'RND_STORE_OPEN',
        message: expect.stringContaining(`schema version ${version}`),
        remedy: expect.stringContaining('ronda run'),
      })
      const store = await openLocalStore(path)
      expect(await store.transitions({})).toEqual([down])
      expect(await store.currentStates()).toMatchObject([{ targetId: 'nvr-1', state: 'down' }])
      const kept = version < 3 ? [] : [incident('old', { affected: ['nvr-1'] })]
      expect(await store.openIncidents()).toEqual(kept)
      expect((await store.incident('old'))?.steps).toEqual(
        version < 3 ? undefined : [{ at: NOON + 1, what: 'opened', affected: 1 }],
      )
      expect(await store.outbox('waiting')).toEqual([])
      expect(await store.lastOutboxSeq()).toBe(0)
      expect(await store.outboxHealth()).toEqual({ waiting: 0, refused: 0 })
      const gaps = [{ reason: 'blind', from: NOON, to: NOON + 1 }]
      const opened = step('opened', incident('a', { openedAt: NOON + 1 }))
      await store.commit({ gaps, incidents: [opened], outbox: [row('a/sari/page/1', 1)] })
      expect(await store.openIncidents()).toEqual([opened.incident, ...kept])
      expect(await store.outbox('waiting')).toMatchObject([{ key: 'a/sari/page/1', seq: 1 }])
      expect(await store.gaps(NOON, NOON + 1)).toContainEqual({
        reason: 'blind',
        from: NOON,
        to: NOON + 1,
      })
      await store.close()
      expect(pragma('user_version')).toBe(SCHEMA_VERSION)
    })
  }

  it('newer than this program is refused and left as it is', async () => {
    await (await openLocalStore(path)).close()
    const db = new DatabaseSync(path)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    db.close()
    const refusal = {
      code: 'RND_STORE_NEWER',
      message: `${path} has schema version ${SCHEMA_VERSION + 1}, this Ronda knows up to version ${SCHEMA_VERSION}`,
      remedy: expect.stringContaining('upgrade Ronda'),
    }
    await expect(openLocalStore(path)).rejects.toMatchObject(refusal)
    await expect(openLocalStore(path, { readOnly: true })).rejects.toMatchObject(refusal)
    await expect(startLocalStore(path, silentLogger)).rejects.toMatchObject(refusal)
    expect(pragma('user_version')).toBe(SCHEMA_VERSION + 1)
  })
})

describe('what is not a store', () => {
  const cases: Record<string, () => void> = {
    'a text': () => writeFileSync(path, 'id,name\n'.repeat(1_000)),
    'a database of another program': () => {
      const db = new DatabaseSync(path)
      db.exec('CREATE TABLE notes (text TEXT)')
      db.close()
    },
    'a folder': () => mkdirSync(path),
  }
  for (const [what, write] of Object.entries(cases)) {
    it(`${what} is refused with a remedy`, async () => {
      write()
      const refusal = {
        name: 'RondaError',
        code: 'RND_STORE_OPEN',
        message: expect.stringContaining(path),
        remedy: expect.stringMatching(/move the file away|check that the folder/),
      }
      await expect(openLocalStore(path)).rejects.toMatchObject(refusal)
      await expect(startLocalStore(path, silentLogger)).rejects.toMatchObject(refusal)
    })
  }

  it('a damaged store is refused, or says so when the damage is met', async () => {
    const store = await openLocalStore(path)
    await store.register(ESTATE)
    await store.commit({ transitions: [down] })
    await store.close()
    // The header stays, every page behind the first is rubbish.
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0x5a, 4_096))
    const outcome = openLocalStore(path, { readOnly: true }).then((s) => s.transitions({}))
    await expect(outcome).rejects.toMatchObject({
      code: 'RND_STORE_OPEN',
      message: expect.stringContaining('damaged'),
      remedy: expect.stringContaining('move the file away'),
    })
  })

  it('no file at all is refused to who only reads, and not made', async () => {
    await expect(openLocalStore(path, { readOnly: true })).rejects.toMatchObject({
      code: 'RND_STORE_OPEN',
      remedy: expect.stringContaining('ronda run'),
    })
    expect(existsSync(path)).toBe(false)
  })
})

describe('two programs on one file', () => {
  it('the second writer is refused, and may write once the first has closed', async () => {
    const first = await startLocalStore(path, silentLogger)
    const refusal = { code: 'RND_STORE_OPEN', message: `another Ronda is writing to ${path}` }
    await expect(openLocalStore(path)).rejects.toMatchObject(refusal)
    await expect(startLocalStore(path, silentLogger)).rejects.toMatchObject(refusal)
    expect(openInAnotherProcess()).toBe('RND_STORE_OPEN')
    await first.commit({ transitions: [down] })
    await first.close()
    expect(openInAnotherProcess()).toBe('opened')
    const second = await openLocalStore(path)
    expect(await second.transitions({})).toEqual([down])
    await second.close()
  })

  it('a reader sees what was committed, and cannot write', async () => {
    const writer = await startLocalStore(path, silentLogger)
    await writer.register(ESTATE)
    const reader = await openLocalStore(path, { readOnly: true })
    await writer.commit({ transitions: [down] })
    await writer.saveMinute(
      minute(NOON, [
        [6, 0, 100, 100, 100],
        [6, 6],
      ]),
    )
    await writer.commit({
      outbox: [row('a', 1), row('b', 2)],
      outboxMarks: [mark('a', 'refused')],
      documents: [{ collection: 'planned', key: 's-1', body: '{}' }],
    })
    expect(await reader.outbox('waiting')).toMatchObject([{ key: 'b' }])
    expect(await reader.outboxOf('b', 1)).toMatchObject([{ key: 'b', state: 'waiting' }])
    expect(await reader.outboxHealth()).toMatchObject({ waiting: 1, refused: 1 })
    expect(await reader.lastOutboxSeq()).toBe(2)
    expect(await reader.documents('planned')).toHaveLength(1)
    expect(await reader.audit({})).toEqual([])
    expect(await reader.transitions({})).toEqual([down])
    expect(await reader.history('nvr-1', NOON, NOON + 1)).toHaveLength(1)
    expect(await reader.incidentSteps(NOON, NOON + 1)).toEqual([])
    const refusals = [
      reader.commit({ transitions: [down] }),
      // It does not know the order of the targets.
      reader.minuteSums(NOON, NOON + 1),
      reader.availabilities(NOON, NOON + 1),
    ]
    for (const refusal of refusals) {
      await expect(refusal).rejects.toMatchObject({ code: 'RND_STORE_WRITE' })
    }
    expect((await reader.health()).writable).toBe(false)
    await reader.close()
    await writer.close()
  })
})

describe('the time in which nothing ran', () => {
  const open = (at: number, readOnly = false) => openLocalStore(path, { readOnly, now: () => at })

  it('after a clean end is the gap from the end to the start', async () => {
    const times = [NOON, NOON + 60_000]
    const store = await openLocalStore(path, { now: () => times.shift() ?? 0 })
    await store.alive(NOON + 50_000)
    await store.close()

    const reader = await open(NOON + 90_000, true)
    const seen = { reason: 'not-running', from: NOON + 60_000, to: NOON + 90_000 }
    expect(await reader.gaps(0, NOON * 2)).toEqual([seen])
    expect(await reader.health()).toMatchObject({ lastAlive: NOON + 60_000 })
    await reader.close()

    const said: string[] = []
    const logger = {
      ...silentLogger,
      info: (_: object, message: string) => void said.push(message),
    }
    const next = await openLocalStore(path, { now: () => NOON + 100_000, logger })
    expect(await next.gaps(0, NOON * 2)).toEqual([
      { reason: 'not-running', from: NOON + 60_000, to: NOON + 100_000 },
    ])
    expect(said).toEqual([
      'the program did not run from 2026-03-01T12:01:00Z to 2026-03-01T12:01:40Z',
    ])
    await next.close()
  })

  it('after an unclean end begins at the last sign of life, or the last decision', async () => {
    const store = await open(NOON)
    await store.alive(NOON + 10_000)
    copyAsAfterKill()
    await store.commit({ transitions: [down] })
    copyAsAfterKill('2')
    await store.close()

    for (const [suffix, last] of [
      ['', NOON + 10_000],
      ['2', down.decidedAt],
    ] as const) {
      const next = await openLocalStore(`${path}.killed${suffix}`, { now: () => NOON + DAY })
      expect(await next.gaps(0, NOON * 2)).toEqual([
        { reason: 'not-running', from: last, to: NOON + DAY },
      ])
      await next.close()
    }
  })

  it('is no gap to a reader while the program signs, and is one after a minute of silence', async () => {
    const store = await open(NOON)
    await store.alive(NOON + 10_000)
    for (const [at, gaps] of [
      [NOON + 65_000, 0],
      [NOON + 75_000, 1],
    ] as const) {
      const reader = await open(at, true)
      expect(await reader.health()).toMatchObject({ lastAlive: NOON + 10_000 })
      expect(await reader.gaps(0, NOON * 2)).toHaveLength(gaps)
      await reader.close()
    }
    await store.close()
  })

  it('is none where the clock went back, and none for a new file', async () => {
    const store = await open(NOON)
    expect(await store.gaps(0, NOON * 2)).toEqual([])
    await store.close()
    const earlier = await open(NOON - DAY)
    expect(await earlier.gaps(0, NOON * 2)).toEqual([])
    await earlier.close()
  })
})

it('a closed store says so to whoever still calls, and closes once', async () => {
  for (const open of [openLocalStore, (p: string) => startLocalStore(p, silentLogger)]) {
    const store = await open(path)
    await store.commit({ transitions: [down] })
    await Promise.all([store.close(), store.close()])
    const closed = { code: 'RND_STORE_WRITE', message: expect.stringContaining('it is closed') }
    await expect(store.commit({ transitions: [down] })).rejects.toMatchObject(closed)
    await expect(store.transitions({})).rejects.toMatchObject(closed)
    expect(await store.health()).toMatchObject({ writable: false })
  }
})

it('retention gives space back to the disk', async () => {
  const store = await openLocalStore(path)
  const ids = Array.from({ length: 2_560 }, (_, i) => `t-${i}`)
  await store.register(ids.map((targetId) => ({ targetId, kind: 'nvr', areas: [], pinged: true })))
  for (let m = 0; m < 100; m++) {
    const noise = () => Math.floor(Math.random() * 65_000)
    const rows = ids.map(() => [6, 0, noise(), noise(), noise()] as const)
    await store.saveMinute(minute(NOON + m * 60_000, rows))
  }
  const messages = Array.from({ length: 250 }, (_, i) =>
    row(`${i}`, i + 1, { body: longBody(60_000) }),
  )
  const outboxMarks = messages.map(({ key }) => mark(key, 'sent'))
  await store.commit({ outbox: messages, outboxMarks })
  const before = (await store.health()).fileBytes
  await store.retain({ minutesDays: 1, transitionsDays: 1 }, NOON + 31 * DAY)
  expect(await store.outbox('sent')).toEqual([])
  await store.close()
  const reader = await openLocalStore(path, { readOnly: true })
  expect(before).toBeGreaterThan(1_000_000)
  expect((await reader.health()).fileBytes).toBeLessThan(300_000)
  await reader.close()
})

const DAY = 86_400_000

/** The file and its log as kill -9 leaves them: without what closing does. */
function copyAsAfterKill(suffix = ''): void {
  for (const part of ['', '-wal']) copyFileSync(path + part, `${path}.killed${suffix}${part}`)
}

/** `opened`, or the code of the error. */
function openInAnotherProcess(): string {
  const module = new URL('../../store/local/open-local-store.ts', import.meta.url).href
  const script = `const { openLocalStore } = await import(${JSON.stringify(module)})
    const store = await openLocalStore(${JSON.stringify(path)}).catch((error) => error)
    console.log(store.code ?? 'opened')
    await store.close?.()`
  const child = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  return child.stdout.toString().trim()
}

/** A file as the program of that version wrote it. */
function writeVersion(version: number): void {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL')
  for (const step of MIGRATIONS.slice(0, version)) db.exec(step)
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`)
  db.exec(`INSERT INTO targets VALUES (0, 'nvr-1', 'nvr', '[]', 1, 1);
    INSERT INTO transitions VALUES (0, ${NOON + 15_000}, ${NOON}, 'down', 'up', 'all-lost', '{"lost":7}');
    INSERT INTO states VALUES (0, 'down', 'all-lost', ${NOON}, ${NOON + 15_000})`)
  if (version >= 3) {
    const { affected, ...rest } = incident('old', { affected: ['nvr-1'] })
    const { byKecamatan, byKind, byOwner } = rest
    const atPeak = { byKecamatan, byKind, byOwner }
    const data = JSON.stringify({ ...rest, affected: affected.length, atPeak })
    db.prepare("INSERT INTO incidents VALUES (1, 'old', ?, NULL, 1, ?)").run(NOON, data)
    db.exec(`INSERT INTO incident_steps VALUES (1, 1, ${NOON + 1}, 'opened', 1)`)
    db.prepare('INSERT INTO incident_affected VALUES (1, ?, NULL)').run(encodeNumbers([0]))
  }
  db.close()
}

function pragma(name: string): number {
  const db = new DatabaseSync(path, { readOnly: true })
  const value = Number(db.prepare(`PRAGMA ${name}`).get()?.[name])
  db.close()
  return value
}
