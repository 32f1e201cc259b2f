// Live video as residents get it, packed both ways, in both codecs, whole and broken.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lookAtPortal } from '../../probes/portal/portal.ts'
import {
  type PlaylistMark,
  PORTAL_LIMITS,
  type PortalLook,
} from '../../probes/portal/portal-look.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { type LiveSite, openLiveSite } from './live-site.ts'

const look = (url: string, before?: PlaylistMark): Promise<PortalLook> =>
  lookAtPortal({ url, before, limits: PORTAL_LIMITS }, new AbortController().signal)

const shown = ({ rungs }: PortalLook): string[] =>
  rungs.map(({ rung, result }) => `${rung} ${result}`)

describeWithRigs('a portal', ['ffmpeg'], () => {
  let site: LiveSite
  beforeAll(async () => {
    site = await openLiveSite('mpegts', 'libx264')
  })
  afterAll(() => site.close())

  test.each([
    ['mpegts', 'libx264', 'h264'],
    ['fmp4', 'libx264', 'h264'],
    ['fmp4', 'libx265', 'h265'],
    ['mpegts', 'libx265', 'h265'],
  ] as const)('that moves gives frames and a keyframe: %s, %s', async (packing, encoder, codec) => {
    const live = await openLiveSite(packing, encoder)
    try {
      const found = await look(live.url)
      expect(found.fault).toBeUndefined()
      expect(shown(found)).toEqual(['page ok', 'playlist ok', 'segment ok', 'keyframe ok'])
      expect(found).toMatchObject({
        kind: 'hls',
        targetS: 1,
        mark: { url: `${live.url}/live/low.m3u8` },
      })
      expect(found.stream).toMatchObject({ codec, keyframe: { width: 640, height: 360 } })
      expect(found.stream?.frames).toHaveLength(15)
      expect(found.stream?.frames.map(({ rtpTime }) => rtpTime % 6000)).toEqual(
        Array.from({ length: 15 }, () => (found.stream?.frames[0]?.rtpTime ?? 0) % 6000),
      )
    } finally {
      await live.close()
    }
  })

  test('that stands still is found at the first look, and at the next ones too', async () => {
    site.fault = 'stuck'
    const first = await look(site.url)
    expect(first).toMatchObject({ fault: 'stuck' })
    const mark = { ...(first.mark as PlaylistMark), at: Date.now() - 30_000 }
    const next = await look(site.url, mark)
    expect(next).toMatchObject({ fault: 'stuck', mark: { at: mark.at } })
    site.fault = null
    expect((await look(site.url, mark)).fault).toBeUndefined()
  })

  test('whose list need not have moved yet is not called stuck', async () => {
    site.fault = 'stuck'
    const { mark } = await look(site.url)
    const soon = await look(site.url, { ...(mark as PlaylistMark), at: Date.now() - 500 })
    expect(soon.fault).toBeUndefined()
    site.fault = null
  })

  test.each([
    ['no-segment', '', 'segment_missing'],
    ['ended', '', 'no_segments'],
    [null, '/loop', 'redirects'],
    [null, '/nowhere', 'status'],
  ] as const)('with fault %s at %s is %s', async (fault, path, expected) => {
    site.fault = fault
    const found = await look(site.url + path)
    site.fault = null
    expect(found.fault).toBe(expected)
    expect(found.rungs.at(-1)?.result).toBe('failed')
  })

  test('that is a page is no video, and no fault', async () => {
    const found = await look(`${site.url}/page`)
    expect(found).toMatchObject({ fault: undefined, kind: 'page' })
    expect(found.stream).toBeUndefined()
  })

  test('that is a page where a playlist is named, or was, is broken', async () => {
    expect(await look(`${site.url}/page.m3u8`)).toMatchObject({ fault: 'protocol' })
    const { mark } = await look(site.url)
    expect(await look(`${site.url}/page`, mark)).toMatchObject({ fault: 'protocol' })
  })

  test('where nothing listens says so', async () => {
    expect(await look('http://127.0.0.1:9')).toMatchObject({ fault: 'refused' })
  })
})
