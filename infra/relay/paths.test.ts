import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Camera, Nvr } from '../../fleet/model.ts'
import { edgeConfiguration, originConfiguration } from './mediamtx.ts'
import { relayPaths } from './paths.ts'

const NVR = {
  ...{ id: 'nvr', vendor: 'hikvision', address: '10.10.0.4', rtspPort: 554, tls: false },
  credentials: { user: 'ro nda', password: 'aws-sm:city/nvr' },
} as unknown as Nvr
const CAMERA = { id: 'cam', nvr: 'nvr', slot: 3 } as unknown as Camera

function sourceOf(nvr: object, camera: object): string | undefined {
  const nvrs = [{ ...NVR, ...nvr } as Nvr]
  return relayPaths({ nvrs, cameras: [{ ...CAMERA, ...camera } as Camera] }).paths[0]?.source
}

describe('where a stream is taken from', () => {
  const login = 'ro%20nda:{secret-url:city:nvr}@'
  const none = { credentials: undefined }

  it.each([
    [{}, {}, `rtsp://${login}10.10.0.4:554/Streaming/Channels/302`],
    [{ vendor: 'dahua', ...none }, {}, 'rtsp://10.10.0.4:554/cam/realmonitor?channel=3&subtype=1'],
    [none, { sub: 'sub', main: '/main' }, 'rtsp://10.10.0.4:554/sub'],
    [{ tls: true, rtspPort: 322, ...none }, { main: '/main' }, 'rtsps://10.10.0.4:322/main'],
    [{ address: 'fd00::4', ...none }, { main: '/m' }, 'rtsp://[fd00::4]:554/m'],
    [{}, { sub: 'rtsp://10.10.0.9:8554/x?y=1' }, `rtsp://${login}10.10.0.9:8554/x?y=1`],
  ])('%j %j', (nvr, camera, source) => {
    expect(sourceOf(nvr, camera)).toBe(source)
  })

  it.each([
    [{ vendor: 'onvif' }, {}],
    [{ address: '127.0.0.31' }, {}],
    [{}, { main: 'http://10.10.0.4/video' }],
  ])('is nowhere, and counted: %j %j', (nvr, camera) => {
    const nvrs = [{ ...NVR, ...nvr } as Nvr]
    const cameras = [{ ...CAMERA, ...camera } as Camera]
    expect(relayPaths({ nvrs, cameras })).toEqual({ paths: [], unreadable: [], without: 1 })
  })

  it('is not told where no server of the stack can read the password', () => {
    const nvrs = [
      { ...NVR, credentials: { user: 'u', password: 'env:NVR' } },
    ] as unknown as readonly Nvr[]
    const found = relayPaths({ nvrs, cameras: [CAMERA, CAMERA] })
    expect(found).toEqual({ paths: [], unreadable: ['nvr'], without: 0 })
  })
})

describe('mediamtx.yml', () => {
  it('of an origin lets edges read by the secret, the city by its networks, and pulls on demand', () => {
    const plan = {
      reader: 's/relay-reader',
      network: '10.64.0.0/16',
      cityNetworks: ['10.10.0.0/16'],
    }
    const paths = [{ path: 'cam', source: 'rtsp://10.10.0.4/m' }]
    const origin = parse(originConfiguration({ ...plan, paths }))
    expect(origin).toMatchObject({
      ...{ rtspTransports: ['tcp'], hls: false, webrtc: false, api: false },
      pathDefaults: { sourceOnDemand: true, rtspTransport: 'tcp' },
      paths: { cam: { source: 'rtsp://10.10.0.4/m' } },
    })
    expect(origin.authInternalUsers).toEqual([
      { user: 'edge', pass: '{secret:s:relay-reader}', permissions: [{ action: 'read' }] },
      { user: 'any', ips: ['10.10.0.0/16'], permissions: [{ action: 'read' }] },
      { user: 'any', ips: ['10.64.0.0/16'], permissions: [{ action: 'metrics' }] },
    ])
    const alone = parse(originConfiguration({ ...plan, paths, cityNetworks: [] }))
    expect(alone.authInternalUsers).toHaveLength(2)
  })

  it('of an edge pulls from the owner, and shows itself to Caddy only', () => {
    const paths = [{ path: 'cam', origin: '10.64.1.2' }]
    const edge = parse(edgeConfiguration({ paths, reader: 'r', network: '10.64.0.0/16' }))
    expect(edge).toMatchObject({
      ...{ rtsp: false, hlsAddress: '127.0.0.1:8888', webrtcAddress: '127.0.0.1:8889' },
      paths: { cam: { source: 'rtsp://edge:{secret-url:r}@10.64.1.2:8554/cam' } },
    })
  })
})
