// `ronda probe` against the simulator, gst-rtsp-server, a web server and nobody at all.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedCity } from '../../city/feeds/feed-city.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { command as probe } from '../../cli/commands/probe.ts'
import { addressOf, ill, PASSWORD, smallFeeds, USER } from '../city/small-feeds.ts'
import { freePort } from '../rigs/free-port.ts'
import { GST_PASSWORD, GST_USER, type GstRtsp, startGstRtsp } from '../rigs/gst-rtsp.ts'
import { ronda } from '../rigs/program.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { runCommand } from '../rigs/run-command.ts'

const SECRET = 'RONDA_TEST_PROBE'
const GST_SECRET = 'RONDA_TEST_GST'
const VENDORS = ['hikvision', 'onvif'] as const
let folder: string
let config: string
let port: number
let city: FeedCity

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-probe-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
  port = await freePort()
  const faults = [
    ill('black', 'cam-0-1'),
    ill('unplugged', 'cam-0-2'),
    ill('unauthorized', 'nvr-1'),
  ]
  city = await startFeedCity(smallFeeds(port, VENDORS, faults))
  const common = 'kecamatan-tembalang'
  const nvrs = VENDORS.map(
    (vendor, n) =>
      `nvr-${n},NVR ${n},${common},${vendor},${addressOf(n)},bulusan.rw01.rt01,ul-01,4,${port},${port},${USER},env:${SECRET}`,
  )
  const cameras = VENDORS.flatMap((_, n) =>
    [1, 2, 3].map(
      (slot) =>
        `cam-${n}-${slot},Camera ${n} ${slot},${common},rt,nvr-${n},${slot},bulusan.rw01.rt01,${path(slot)}`,
    ),
  )
  write(
    'nvrs.csv',
    'id,name,owner,vendor,address,area,uplink,slots,rtsp_port,http_port,user,password',
    nvrs,
  )
  write('cameras.csv', 'id,name,owner,class,nvr,slot,area,sub', cameras)
  process.env[SECRET] = PASSWORD
  process.env[GST_SECRET] = GST_PASSWORD
}, 30_000)
afterAll(async () => {
  delete process.env[SECRET]
  delete process.env[GST_SECRET]
  await city.close()
  rmSync(folder, { recursive: true, force: true })
})

function write(file: string, head: string, rows: readonly string[]): void {
  writeFileSync(join(folder, 'estate', file), `${[head, ...rows].join('\n')}\n`)
}

function path(slot: number): string {
  return `/Streaming/Channels/${slot}02`
}

async function run(word: string, values: Readonly<Record<string, string>> = {}, json = false) {
  const ran = await runCommand(probe, { config, ...values }, [word], json)
  // One screen of a terminal, and no secret on it.
  if (!json) for (const line of ran.out.split('\n')) expect(line.length).toBeLessThanOrEqual(110)
  expect(ran.out.split('\n').length).toBeLessThanOrEqual(30)
  expect(ran.out).not.toContain(PASSWORD)
  expect(ran.out).not.toContain(GST_PASSWORD)
  return ran
}

const gst = { user: GST_USER, password: `env:${GST_SECRET}` }

test('an NVR: its own word, and of each camera what is wrong, in short', async () => {
  const { code, out } = await run('nvr-0')
  expect(code).toBe(1)
  expect(out).toMatch(/^NVR nvr-0 "NVR 0" \(127\.18\.240\.1\)\n {2}ok +nvr_api /)
  expect(out).toMatch(/\n {2}slot 1 cam-0-1 "Camera 0 1": black\n/)
  expect(out).toMatch(/\n {2}slot 2 cam-0-2 "Camera 0 2": video_loss \([^)]+\)\n {2}- +connect /)
  expect(out).toMatch(/\n {2}slot 3 cam-0-3 "Camera 0 3": live\n/)
})

test('a wrong password is tried once, whatever hangs on the NVR', async () => {
  const { code, out } = await run('nvr-1')
  expect(code).toBe(1)
  expect(out.match(/auth_failed/g)).toHaveLength(3)
  expect(out.match(/Remedy: set the right user and password/g)).toHaveLength(1)
  expect((await city.stats())['wrongLogins.nvr-1']).toBe(1)
})

test('JSON: an object a line, and the picture in a file of its own', async () => {
  const file = join(folder, 'black.jpg')
  const { out } = await run('cam-0-1', { picture: file }, true)
  const [nvr, camera, ...rest] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rest).toEqual([])
  expect(nvr).toMatchObject({ id: 'nvr-0', slots: expect.any(Array) })
  expect(camera).toMatchObject({ id: 'cam-0-1', found: 'black', features: { codec: 'h264' } })
  expect([...readFileSync(file).subarray(0, 2)]).toEqual([0xff, 0xd8])
})

test('a closed port, a web page, a login that is missing', async () => {
  const web = createServer((_, response) => response.end('<html></html>')).listen(0, '127.0.0.1')
  await once(web, 'listening')
  const { port: webPort } = web.address() as AddressInfo
  const closed = await run(`rtsp://127.0.0.1:${await freePort()}/x`)
  expect(closed).toMatchObject({ code: 1, out: expect.stringContaining('Remedy: nothing listens') })
  const page = await run(`rtsp://127.0.0.1:${webPort}/`)
  expect(page.out).toMatch(/what answers is a web server \(HTTP\), not RTSP\n.*\nRemedy: no RTSP/)
  const whole = await run(`http://127.0.0.1:${webPort}/`)
  expect(whole).toMatchObject({ code: 0, out: expect.stringContaining('It is a page') })
  const open = await run(`rtsp://${addressOf(0)}:${port}${path(1)}`)
  expect(open.out).toMatch(
    /FAILED +describe .*we have none\n[\s\S]*--user NAME --password env:NAME/,
  )
  web.close()
})

test('a stream without video: the rung and the codec to look at', async () => {
  const sdp = 'v=0\r\ns=-\r\nt=0 0\r\nm=audio 0 RTP/AVP 0\r\na=control:trackID=0\r\n'
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      const cseq = /CSeq: *(\d+)/i.exec(bytes.toString())?.[1]
      const body = bytes.toString().startsWith('DESCRIBE') ? sdp : ''
      const type = 'Public: DESCRIBE, SETUP, PLAY\r\nContent-Type: application/sdp'
      socket.write(
        `RTSP/1.0 200 OK\r\nCSeq: ${cseq}\r\n${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { code, out } = await run(`rtsp://127.0.0.1:${(server.address() as AddressInfo).port}/a`)
  server.close()
  expect(code).toBe(1)
  expect(out).toMatch(/FAILED +describe /)
  expect(out).toContain('Found: no_stream')
  expect(out).toContain('Remedy: the stream has no video that Ronda reads (H.264, H.265)')
})

test('Ctrl-C in the middle of a look: 130, and nothing is found', async () => {
  const control = new AbortController()
  let out = ''
  setTimeout(() => control.abort('SIGINT'), 300)
  const code = await probe.run(
    { values: { config }, positionals: ['cam-0-3'] },
    {
      ...{ json: false, err: () => {}, tty: false, signal: control.signal },
      out: (text) => {
        out += text
      },
    },
  )
  expect(code).toBe(130)
  expect(out).not.toContain('Found:')
})

test.each([
  ['rtsp://', 'no URL that can be read'],
  ['rtsp://u:geheim@127.0.0.1/x', 'stands in clear'],
  ['u:geheim@127.0.0.1/x', 'no target has'],
  ['ftp://127.0.0.1/x', 'cannot probe ftp://'],
  ['', 'nothing to probe'],
  ['cam-0-9', 'no target has'],
])('%s is wrong use', async (word, what) => {
  const failed = run(word)
  await expect(failed).rejects.toMatchObject({ code: 'RND_USAGE' })
  await expect(failed).rejects.toThrow(what)
  await expect(failed).rejects.not.toThrow('geheim')
})

test('a password in clear on the command line is not repeated', async () => {
  const failed = run('cam-0-1', { user: 'ronda', password: 'geheim' })
  await expect(failed).rejects.toThrow('wants to know where')
  await expect(failed).rejects.not.toThrow('geheim')
})

describeWithRigs('a server that is not ours', ['gst-rtsp-server', 'ffmpeg', 'openssl'], () => {
  let server: GstRtsp
  beforeAll(async () => {
    server = await startGstRtsp()
  }, 60_000)
  afterAll(() => server.close())

  test('digest, TLS, and a wrong password', async () => {
    const guarded = await run(`rtsp://127.0.0.1:${server.guardedPort}/h264-odd`, gst)
    expect(guarded.out).toMatch(/ok +keyframe .*638x358/)
    const tls = await run(`rtsps://127.0.0.1:${server.tlsPort}/h265-idr`)
    expect(tls.out).toMatch(/ok +tls[\s\S]*ok +keyframe/)
    const wrong = await run(`rtsp://127.0.0.1:${server.guardedPort}/h264-odd`, {
      ...gst,
      password: `env:${SECRET}`,
    })
    expect(wrong).toMatchObject({ code: 1, out: expect.stringContaining('Found: auth_failed') })
  })
})
