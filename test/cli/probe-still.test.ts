// `ronda probe --picture` where the stream gives no picture: the NVR is asked for its own, once.
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { command as probe } from '../../cli/commands/probe.ts'
import { type DoubleNvr, startDoubleNvr } from '../nvr/double-nvr.ts'
import { ronda } from '../rigs/program.ts'
import { runCommand } from '../rigs/run-command.ts'

const SECRET = 'RONDA_TEST_STILL'
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9])
let folder: string
let config: string
let api: DoubleNvr
let rtsp: Server

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ronda-still-'))
  expect(ronda(['init', folder]).code).toBe(0)
  config = join(folder, 'ronda.yaml')
  api = await startDoubleNvr({ kind: 'digest' }, (path) =>
    path.startsWith('/ISAPI/Streaming/') ? { body: JPEG } : { status: 404, body: 'no' },
  )
  rtsp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes) => {
      const cseq = /CSeq: *(\d+)/i.exec(bytes.toString())?.[1]
      const status = bytes.toString().startsWith('DESCRIBE') ? '404 Not Found' : '200 OK'
      socket.write(`RTSP/1.0 ${status}\r\nCSeq: ${cseq}\r\n\r\n`)
    })
  }).listen(0, '127.0.0.1')
  await once(rtsp, 'listening')
  const { port } = rtsp.address() as AddressInfo
  const { credentials, port: apiPort } = api.target()
  process.env[SECRET] = credentials?.password.reveal() ?? ''
  writeFileSync(
    join(folder, 'estate', 'nvrs.csv'),
    `id,owner,vendor,address,area,uplink,rtsp_port,http_port,user,password
n,kecamatan-tembalang,hikvision,127.0.0.1,bulusan.rw01.rt01,ul-01,${port},${apiPort},${credentials?.user},env:${SECRET}
`,
  )
  writeFileSync(
    join(folder, 'estate', 'cameras.csv'),
    'id,owner,class,nvr,slot,area\nc,kecamatan-tembalang,rt,n,2,bulusan.rw01.rt01\n',
  )
})
afterAll(async () => {
  delete process.env[SECRET]
  rtsp.close()
  await api.close()
  rmSync(folder, { recursive: true, force: true })
})

const stills = () => api.asked.filter((asked) => asked.includes('/picture'))

test('nobody wants a picture: the NVR is not asked for one', async () => {
  const { code, out } = await runCommand(probe, { config }, ['c'])
  expect(code).toBe(1)
  expect(out).toContain('Found: channel_missing')
  expect(stills()).toEqual([])
})

test("the NVR's own picture is written, and how it came is shown", async () => {
  const file = join(folder, 'still.jpg')
  const { code, out } = await runCommand(probe, { config, picture: file }, ['c'])
  expect(code).toBe(1)
  expect(out).toContain(`Picture: ${file}`)
  expect(readFileSync(file)).toEqual(JPEG)
  expect(stills()).toHaveLength(1)
  expect(stills()[0]).toContain('/channels/201/picture')
  expect(api.refused).toBe(0)
})

test('where its password is refused nothing more is asked', async () => {
  const before = api.asked.length
  api.password = 'another'
  const file = join(folder, 'none.jpg')
  const { out, err } = await runCommand(probe, { config, picture: file }, ['c'])
  expect(out).toContain('Found: auth_failed')
  expect(err).toContain('There is no picture')
  expect(existsSync(file)).toBe(false)
  expect(api.asked.slice(before)).toEqual([])
  expect(api.refused).toBe(1)
})
