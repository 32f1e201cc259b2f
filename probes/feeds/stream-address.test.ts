import { describe, expect, it } from 'vitest'
import { camera, nvr } from '../../test/feeds/doubles.ts'
import { createPlaces } from './places.ts'
import { streamAddress } from './stream-address.ts'

describe('the address of a stream', () => {
  it('is the sub-stream, else the main one, else what the vendor usually has', () => {
    const path = (over: Parameters<typeof camera>[2], vendor: 'hikvision' | 'dahua' = 'dahua') =>
      streamAddress(camera(0, 3, over), nvr(0, { vendor }), undefined)
    expect(path({ sub: '/sub', main: '/main' })).toMatchObject({ path: '/sub', port: 554 })
    expect(path({ main: 'main' })).toMatchObject({ path: '/main' })
    expect(path({})).toMatchObject({ path: '/cam/realmonitor?channel=3&subtype=1' })
    expect(path({}, 'hikvision')).toMatchObject({ path: '/Streaming/Channels/302' })
  })

  it('is nothing where the vendor has no usual path, or the URL is none of RTSP', () => {
    const other = nvr(0, { vendor: 'other' })
    expect(streamAddress(camera(0, 1), other, undefined)).toHaveProperty('lack')
    for (const sub of ['http://10.0.0.1/x', 'rtsp://', 'rtsp://h:99999/x']) {
      expect(streamAddress(camera(0, 1, { sub }), other, undefined)).toHaveProperty('lack')
    }
  })

  it('takes host, port and TLS from a whole URL', () => {
    const at = (sub: string) => streamAddress(camera(0, 1, { sub }), nvr(0), undefined)
    expect(at('rtsp://10.0.0.9/a?b=c')).toMatchObject({
      host: '10.0.0.9',
      port: 554,
      tls: false,
      path: '/a?b=c',
    })
    expect(at('rtsps://[2001:db8::1]/')).toMatchObject({
      host: '2001:db8::1',
      port: 322,
      tls: true,
    })
  })

  it('visits another host by itself, and other ports of the NVR with the NVR', () => {
    const nvrs = [nvr(0), nvr(1)]
    const { placeOf, places } = createPlaces({
      nvrs,
      cameras: [
        camera(0, 1),
        camera(0, 2, { sub: `rtsp://${nvr(0).host}:8554/x` }),
        camera(0, 3, { sub: 'rtsp://10.0.0.9/x' }),
        camera(1, 1, { sub: 'rtsp://10.0.0.9/y' }),
        camera(1, 2, { sub: `rtsp://${nvr(0).host}/z` }),
      ],
    })
    expect([...placeOf]).toEqual([0, 0, 2, 2, 0])
    expect(places.map(({ nvr: position }) => position)).toEqual([0, 1, undefined])
  })
})
