// What `ronda why` and `ronda status` say of feeds: from a program that runs, and from what it left in the store.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Command } from '../../cli/command.ts'
import { command as status } from '../../cli/commands/status.ts'
import { command as why } from '../../cli/commands/why.ts'
import { configOf, storeFile } from '../../cli/data-folder.ts'
import { announceRunning, makeToken, withdrawRunning } from '../../cli/running.ts'
import { type Console, startConsole } from '../../console/server.ts'
import { silentLogger } from '../../fleet/logger.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import { fakeFeeds } from '../console/fake-feeds.ts'
import { type FakeLive, fakeLive } from '../console/fake-live.ts'
import { transition } from '../contracts/kept.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

let folder: string
let config: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-feeds-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: Command, words: readonly string[] = [], json = false) =>
  runCommand(command, { config }, words, json)

describe('from a program that runs', () => {
  let live: FakeLive
  let server: Console
  let black: string
  beforeAll(async () => {
    const { data } = configOf({ config })
    const now = Date.now()
    live = fakeLive(100, now)
    live.look(fakeFeeds(live.city, now, 'ffmpeg 5.1.9'))
    black = live.targets({ condition: ['black'] }).rows[0]?.id ?? ''
    const token = makeToken(data).reveal()
    const listen = { host: '127.0.0.1', port: 0 }
    server = await startConsole({ live, listen, token, logger: silentLogger })
    announceRunning(data, { pid: process.pid, url: server.url })
  })
  afterAll(async () => {
    withdrawRunning(configOf({ config }).data)
    await server.close()
  })

  test('a black camera: its condition, every rung of the last look, where its pictures are', async () => {
    const { code, out } = await run(why, [black])
    expect(code).toBe(1)
    expect(out).toMatch(/\nDown since .*: the picture is black\.\n/)
    expect(out).toMatch(/\n {2}feed: black; the look of [\d:]{8} WIB \(4\d s ago\) found black\n/)
    expect(out).toContain(
      [
        '    ok         38 ms  nvr_api    the NVR says that slot 1 is connected',
        '    ok          4 ms  connect    127.18.4.9:8554 took the connection',
        '    skipped           tls        the NVR speaks plain RTSP',
      ].join('\n'),
    )
    expect(out).toMatch(/\n {4}failed +5 ms {2}picture +all of it is black\n/)
    expect(out).toMatch(
      new RegExp(
        `\\n  pictures: good of [\\d:]{8} WIB, bad of [\\d:]{8} WIB \\(black\\), see ${server.url}/#/target/${black}\\n`,
      ),
    )
    const story = JSON.parse((await run(why, [black], true)).out)
    expect(story).toMatchObject({
      running: true,
      target: { id: black, condition: 'black' },
      feed: { condition: 'black', feed: { found: 'black', features: { codec: 'h264' } } },
      page: `${server.url}/#/target/${black}`,
    })
    expect(story.feed.pictures).toHaveLength(2)
  })

  test('an NVR: its slots with their cameras, disks and clock; or until when it is left alone', async () => {
    const { out } = await run(why, ['nvr-00001'])
    expect(out).toMatch(
      /\n {2}said of itself at [\d:]{8} WIB: DS-7104NI-Q1, firmware V4\.30\.085, serial number DS7104-0042, clock 1 min 34 s behind\n {4}slot 1 cam-00001 "CCTV .*": connected\n {4}slot 2: connected\n {4}slot 3: not connected: the camera cannot be reached \(netUnreachable\)\n {4}slot 4: not said\n {4}disks: one of several is ill \(1: ok, 2: error\), 10 of 1,908 GB free\n/,
    )
    const refused = await run(why, ['nvr-00007'])
    expect(refused.out).toMatch(
      /\n {4}left alone until [\d:]{8} WIB because it refused our password\n {4}it did not say more: it refuses our user or password\n/,
    )
    expect(JSON.parse((await run(why, ['nvr-00007'], true)).out)).toMatchObject({
      recorder: { recorder: { fault: 'auth' } },
    })
  })

  test('status has one line of cameras by condition', async () => {
    const { out } = await run(status)
    expect(out).toMatch(
      /\nFeeds: live \d+, .*black 1.*; 197 looks a minute; 3 wait; 12 never looked at\n/,
    )
    expect(JSON.parse((await run(status, [], true)).out)).toMatchObject({
      feeds: { conditions: { black: 1 }, decoder: 'ffmpeg 5.1.9' },
    })
  })

  test('while the picture round is switched off neither says a word of feeds', async () => {
    live.look(undefined)
    const camera = await run(why, [black])
    expect(camera.out).not.toMatch(/feed:|pictures:/)
    expect((await run(status)).out).not.toContain('Feeds:')
    expect(JSON.parse((await run(why, ['nvr-00001'], true)).out)).not.toHaveProperty('recorder')
  })
})

test('from the store: what was seen when the camera went black', async () => {
  const { data } = configOf({ config })
  mkdirSync(data, { recursive: true })
  const store = await openLocalStore(storeFile(configOf({ config })))
  const at = Date.now() - 60_000
  await store.register([{ targetId: 'cam-01', kind: 'camera', areas: [], pinged: false }])
  const seen = { codec: 'h264', mean: 16, bpp: 0.003 }
  await store.commit({ transitions: [transition('cam-01', at, 'up', 'down', 'black', seen)] })
  await store.close()
  const { out, code } = await run(why, ['cam-01'])
  expect(code).toBe(1)
  expect(out).toContain('Ronda is not running')
  expect(out).toMatch(
    /: the picture is black\.\n {2}seen: codec h264, mean brightness .* 16, keyframe, bits per pixel 0\.003\n/,
  )
})
