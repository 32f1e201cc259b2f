// The simulator of the city's feeds against our own clients and against strangers: ffmpeg and curl.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FeedCity } from '../../city/feeds/feed-city.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import type { NvrVendor } from '../../fleet/model.ts'
import { Secret } from '../../fleet/secret.ts'
import { createNvrLooker } from '../../probes/nvr/nvr.ts'
import { NVR_LIMITS, type NvrLook } from '../../probes/nvr/nvr-look.ts'
import { lookAtPortal } from '../../probes/portal/portal.ts'
import { PORTAL_LIMITS } from '../../probes/portal/portal-look.ts'
import { relayFacts } from '../../probes/relay/relay-facts.ts'
import { lookAtStream } from '../../probes/rtsp/rtsp.ts'
import type { StreamLook } from '../../probes/rtsp/stream-look.ts'
import { freePort } from '../rigs/free-port.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import {
  addressOf,
  ill,
  PASSWORD,
  RELAY,
  SHORT,
  smallFeeds,
  streamOf,
  USER,
} from './small-feeds.ts'

const ALONE = fileURLToPath(new URL('./feed-city-alone.ts', import.meta.url))
const HIKVISION = '/Streaming/Channels/102'
const never = new AbortController().signal
const vendors: readonly NvrVendor[] = [
  ...(['hikvision', 'dahua', 'onvif'] as const),
  ...new Array<'hikvision'>(8).fill('hikvision'),
]
const FAULTS = [
  ill('unplugged', 'cam-0-2', 'cam-1-2'),
  ill('disk-failed', 'nvr-1'),
  ill('clock-off', 'nvr-0'),
  ill('refuse', 'nvr-3'),
  ill('hang', 'nvr-4'),
  ill('unauthorized', 'nvr-5'),
  ill('busy', 'nvr-6'),
  ill('missing', 'cam-7-1'),
  ill('no-keyframe', 'cam-7-2'),
  ill('loss', 'cam-7-3'),
  ill('garbage', 'cam-8-1'),
  ill('drip', 'cam-8-2'),
  ill('stall', 'cam-8-3'),
  ill('black', 'cam-9-1'),
]

let port: number
let city: FeedCity

beforeAll(async () => {
  port = await freePort()
  city = await startFeedCity(smallFeeds(port, vendors, FAULTS))
})
afterAll(() => city.close())

function look(nvr: number, path: string): Promise<StreamLook> {
  return lookAtStream(streamOf(port, nvr, path), SHORT, never)
}

function ask(nvr: number): Promise<NvrLook> {
  const target = {
    vendor: vendors[nvr] as NvrVendor,
    host: addressOf(nvr),
    port,
    tls: false,
    verifyTls: false,
    credentials: { user: USER, password: new Secret(PASSWORD) },
    slots: 4,
    utcOffsetS: 7 * 3600,
  }
  return createNvrLooker()(target, { storage: true, device: true }, NVR_LIMITS, never)
}

describe('over RTSP', () => {
  test('each vendor’s path gives a keyframe and the frames after it', async () => {
    const looks = await Promise.all([
      look(0, HIKVISION),
      look(1, '/cam/realmonitor?channel=1&subtype=1'),
      look(2, '/profile1/sub'),
      look(2, '/feed/day.h265'),
    ])
    for (const { fault, frames, keyframe, lost } of looks) {
      expect(fault).toBeUndefined()
      expect(keyframe).toMatchObject({ width: 640, height: 360 })
      expect(frames.length).toBeGreaterThanOrEqual(16)
      expect(lost).toBe(0)
    }
    expect(looks.map(({ codec }) => codec)).toEqual(['h264', 'h264', 'h264', 'h265'])
  })

  test('each fault looks as it should', async () => {
    const asked: readonly (readonly [number, string, StreamLook['fault']])[] = [
      [0, '/Streaming/Channels/202', 'no_data'],
      [0, '/Streaming/Channels/402', 'no_channel'],
      [0, '/nonsense', 'no_channel'],
      [3, HIKVISION, 'refused'],
      [4, HIKVISION, 'reply_timeout'],
      [5, HIKVISION, 'auth'],
      [6, HIKVISION, 'busy'],
      [7, HIKVISION, 'no_channel'],
      [7, '/Streaming/Channels/202', 'no_keyframe'],
      [7, '/Streaming/Channels/302', 'no_keyframe'],
      [8, '/Streaming/Channels/302', 'no_data'],
    ]
    const [looks, broken, black] = await Promise.all([
      Promise.all(asked.map(([nvr, path]) => look(nvr, path))),
      Promise.all([look(8, HIKVISION), look(8, '/Streaming/Channels/202')]),
      look(9, HIKVISION),
    ])
    expect(looks.map(({ fault }) => fault)).toEqual(asked.map(([, , fault]) => fault))
    expect(looks[9]?.lost).toBeGreaterThan(0)
    for (const { fault, keyframe } of broken) {
      expect(fault).toBeDefined()
      expect(keyframe).toBeUndefined()
    }
    expect(black.keyframe?.data.length).toBeLessThan(500)
  })

  test('a seventh session at one time is one too many, and what is not torn down is counted', async () => {
    const before = await city.stats()
    const path = '/Streaming/Channels/302'
    const looks = await Promise.all(Array.from({ length: 8 }, () => look(9, path)))
    const busy = looks.filter(({ fault }) => fault === 'busy')
    expect(busy).toHaveLength(2)
    const after = await city.stats()
    expect(after['mostSessionsOfOneNvr']).toBe(6)
    expect(after['sessions']).toBe(0)
    expect(after['looks']).toBe((before['looks'] ?? 0) + 6)
    expect(after['wrongLogins.nvr-5']).toBeGreaterThan(0)
    expect(after['wrongLogins.nvr-9']).toBeUndefined()
  })
})

describe('over HTTP', () => {
  test('Hikvision and Dahua tell their slots, disks and clocks', async () => {
    const [hikvision, dahua, onvif] = await Promise.all([ask(0), ask(1), ask(2)])
    for (const { fault, slots } of [hikvision, dahua]) {
      expect(fault).toBeUndefined()
      expect(slots.slice(0, 3).map(({ connected }) => connected)).toEqual(['yes', 'no', 'yes'])
    }
    expect(hikvision.storage?.state).toBe('ok')
    expect(Math.abs(hikvision.clockSkewS ?? 0)).toBeGreaterThan(290)
    expect(dahua.storage?.state).toBe('failed')
    expect(Math.abs(dahua.clockSkewS ?? 99)).toBeLessThan(3)
    expect(onvif.fault).toBe('unsupported')
  })

  test('the relay’s playlist moves, its newest segment holds a keyframe, its metrics count', async () => {
    const url = `http://${RELAY.address}:${port}/hls/master.m3u8`
    const seen = await lookAtPortal({ url, before: undefined, limits: PORTAL_LIMITS }, never)
    expect(seen.fault).toBeUndefined()
    expect(seen.stream?.keyframe).toMatchObject({ width: 640, height: 360 })
    const metrics = await fetch(`http://${RELAY.address}:${port}/metrics`)
    const facts = relayFacts(await metrics.text())
    expect(facts?.ready).toBe(facts?.paths)
    expect(facts?.inboundBytes).toBeGreaterThan(0)
  })

  test('curl’s digest is taken, and a wrong password is not', (context) => {
    const url = `http://${addressOf(0)}:${port}/ISAPI/System/time`
    const status = (password: string): string | undefined =>
      spawnSync(
        'curl',
        [
          '-s',
          '--digest',
          '-u',
          `${USER}:${password}`,
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          url,
        ],
        { encoding: 'utf8' },
      ).stdout ?? undefined
    const right = status(PASSWORD)
    if (right === undefined) return context.skip('curl is missing')
    expect(right).toBe('200')
    expect(status('x')).toBe('401')
  })
})

test('faults can be changed while it runs: pictures, the port, and the relay', async () => {
  const hls = `http://${RELAY.address}:${port}/hls/live`
  const playlist = async (): Promise<string> => await (await fetch(`${hls}.m3u8`)).text()
  city.setFaults([ill('black', 'nvr-10'), ill('refuse', 'nvr-9'), ill('stall', RELAY.id)])
  await wait(1200)
  const still = await playlist()
  const looks = await Promise.all([9, 3, 10].map((nvr) => look(nvr, HIKVISION)))
  expect(looks.map(({ fault }) => fault)).toEqual(['refused', undefined, undefined])
  expect(looks[2]?.keyframe?.data.length).toBeLessThan(500)
  await wait(2100)
  expect(await playlist()).toBe(still)
  city.setFaults([ill('missing', RELAY.id)])
  await wait(1200)
  expect((await look(9, HIKVISION)).fault).toBeUndefined()
  const moved = await playlist()
  expect(moved).not.toBe(still)
  const newest = /live-\d+\.ts\n$/.exec(moved)?.[0].trim()
  expect((await fetch(`http://${RELAY.address}:${port}/hls/${newest}`)).status).toBe(404)
  city.setFaults(FAULTS)
})

describeWithRigs('strangers', ['ffmpeg'], () => {
  test.each(['h264', 'h265'])('ffmpeg decodes every clip in %s without an error', async (codec) => {
    const url = (name: string): string =>
      `rtsp://${USER}:${encodeURIComponent(PASSWORD)}@${addressOf(9)}:${port}/feed/${name}.${codec}`
    const run = async (name: string): Promise<string> => {
      const input = ['-rtsp_transport', 'tcp', '-i', url(name), '-frames:v', '20']
      return await ffmpeg([...input, '-f', 'null', '-'])
    }
    expect(await Promise.all(['day', 'frozen', 'black-clock'].map(run))).toEqual(['', '', ''])
  })

  test('ffmpeg plays the relay’s HLS', async () => {
    const url = `http://${RELAY.address}:${port}/hls/master.m3u8`
    expect(await ffmpeg(['-i', url, '-t', '6', '-f', 'null', '-'])).toBe('')
  })
})

describe('as a process', () => {
  test('it ends with its parent, even one that is killed', async () => {
    const { parent, told } = await alone(process.execPath, [ALONE, String(await freePort()), '2'])
    expect(told.limits).toEqual([])
    parent.kill('SIGKILL')
    await once(parent, 'exit')
    const gone = async (): Promise<boolean> => {
      for (let n = 0; n < 40; n++) {
        if (!isAlive(told.pid)) return true
        await wait(50)
      }
      return false
    }
    expect(await gone()).toBe(true)
  })

  test('with too few open files one listener serves all, and it says so', async () => {
    const itsPort = await freePort()
    const line = `ulimit -n 120; exec "$0" "$@"`
    const words = [process.execPath, ALONE, String(itsPort), '200']
    const { parent, told } = await alone('sh', ['-c', line, ...words])
    expect(told.limits).toHaveLength(1)
    expect(told.limits[0]).toContain('ulimit -n')
    const seen = await lookAtStream(streamOf(itsPort, 199, HIKVISION), SHORT, never)
    expect(seen.fault).toBeUndefined()
    parent.stdin?.end()
    await once(parent, 'exit')
  })

  test('an address that another has is said; where nothing is left, it is an error', async () => {
    const other = await freePort()
    const first = await startFeedCity(smallFeeds(other, ['hikvision'], [ill('refuse', RELAY.id)]))
    const second = await startFeedCity(smallFeeds(other, ['hikvision'], []))
    expect(second.limits).toEqual([
      `${addressOf(0)}:${other} cannot be had (EADDRINUSE): it serves nothing`,
    ])
    const third = startFeedCity(smallFeeds(other, ['hikvision'], []))
    await expect(third).rejects.toThrow('EADDRINUSE')
    await Promise.all([first.close(), second.close()])
  })
})

async function alone(command: string, words: readonly string[]) {
  const parent = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [text] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string]
  return { parent, told: JSON.parse(text) as { pid: number; limits: string[] } }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** What it complains of; empty where all went well. */
async function ffmpeg(args: readonly string[]): Promise<string> {
  const child = spawn('ffmpeg', ['-v', 'error', ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  // Who joins in the middle of a group of pictures has no reference for its rest.
  const usual = /^.*Could not find ref with POC \d+\n/gm
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk
  })
  const [code] = (await once(child, 'exit')) as [number]
  const complaints = said.replaceAll(usual, '')
  return code === 0 ? complaints : `${complaints}exit ${code}`
}
