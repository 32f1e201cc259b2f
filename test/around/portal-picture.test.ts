// What the live video of a portal shows: black pictures in a playlist that moves, from the simulator through a real decoder.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedCity } from '../../city/feeds/feed-city.ts'
import { startFeedCity } from '../../city/feeds/start-feed-city.ts'
import { PortalEye, type PortalSeen } from '../../cli/run/around/portal-eye.ts'
import { createDecoder } from '../../probes/picture/decoder.ts'
import type { PictureDecoder } from '../../probes/picture/picture.ts'
import { THRESHOLDS } from '../../probes/picture/thresholds.ts'
import { lookAtPortal } from '../../probes/portal/portal.ts'
import { ill, RELAY, smallFeeds } from '../city/small-feeds.ts'
import { freePort } from '../rigs/free-port.ts'
import { describeWithRigs } from '../rigs/rig.ts'

describeWithRigs('the picture of a portal', ['ffmpeg'], () => {
  let city: FeedCity
  let decoder: PictureDecoder
  let eye: PortalEye
  beforeAll(async () => {
    const port = await freePort()
    city = await startFeedCity(smallFeeds(port, ['hikvision'], []))
    decoder = createDecoder({ program: undefined, waitMs: 0 })
    eye = new PortalEye({
      portals: [{ id: 'portal', url: `http://${RELAY.address}:${port}/hls/master.m3u8` }],
      known: () => undefined,
      picture: { thresholds: THRESHOLDS, lat: -7, lon: 110 },
      decoder,
      look: lookAtPortal,
      now: Date.now,
    })
  })
  afterAll(async () => {
    await decoder?.close()
    await city?.close()
  })

  const look = async (): Promise<PortalSeen> => {
    const sight = await eye.see(0, new AbortController().signal)
    if (sight === undefined) throw new Error('the look was cut off')
    return eye.take(0, sight)
  }

  test('that turns black is published as that with the second look, and back', async () => {
    expect((await look()).change).toMatchObject({ condition: 'live' })
    city.setFaults([ill('black', RELAY.id)])
    const first = await look()
    expect(first).toMatchObject({ found: 'black', change: undefined })
    expect(first.published?.condition).toBe('live')
    const second = await look()
    expect(second.change).toMatchObject({ condition: 'black', since: first.at })
    expect(second.change?.evidence).toMatchObject({ codec: 'h264', mean: expect.any(Number) })
    expect(second.view.rungs.find(({ rung }) => rung === 'picture')?.result).toBe('failed')
    city.setFaults([])
    expect((await look()).change).toBeUndefined()
    expect((await look()).change).toMatchObject({ condition: 'live' })
  })
})
