import { expect, test } from 'vitest'
import { NO_DECODER } from '../../../probes/feeds/no-decoder.ts'
import type { PublishedVerdict } from '../../../probes/feeds/verdict.ts'
import { THRESHOLDS } from '../../../probes/picture/thresholds.ts'
import type { PortalQuestion } from '../../../probes/portal/portal.ts'
import type { PortalLook } from '../../../probes/portal/portal-look.ts'
import { PortalEye } from './portal-eye.ts'

const MARK = { at: 1, url: 'http://a/live.m3u8', sequence: 7, segment: '7.ts' }

/** Looks a minute apart; `asked`: what each was asked. */
function eyeOf(looks: readonly Omit<PortalLook, 'at' | 'rungs'>[], known?: PublishedVerdict) {
  const asked: PortalQuestion[] = []
  const eye = new PortalEye({
    portals: [{ id: 'portal', url: 'http://a/' }],
    known: () => known,
    picture: { thresholds: THRESHOLDS, lat: -7, lon: 110 },
    decoder: NO_DECODER,
    async look(question) {
      asked.push(question)
      const look = looks[asked.length - 1] ?? { fault: 'aborted' }
      return { at: asked.length * 60_000, rungs: [], ...look }
    },
    now: () => 999_999,
  })
  const next = async (signal = new AbortController().signal) => {
    const sight = await eye.see(0, signal)
    return sight && eye.take(0, sight)
  }
  return { eye, asked, next }
}

test('a page that comes is live at once; two looks without it publish what is wrong, with what was seen', async () => {
  const missing = { fault: 'status', status: 503 } as const
  const { next } = eyeOf([{ fault: undefined, kind: 'page' }, missing, missing])
  expect((await next())?.change).toMatchObject({ cameraId: 'portal', condition: 'live' })
  const first = await next()
  expect(first).toMatchObject({ found: 'portal_error', published: { condition: 'live' } })
  expect(first?.change).toBeUndefined()
  expect(first?.view.rungs.at(-1)?.says).toBe('live is published; portal_error takes another look')
  expect((await next())?.change).toEqual({
    cameraId: 'portal',
    condition: 'portal_error',
    since: 120_000,
    decidedAt: 999_999,
    evidence: { detail: 'status', status: 503 },
  })
})

test('where a playlist stood goes to the next look, and is forgotten with what was suspected', async () => {
  const stuck = { fault: 'stuck', mark: MARK } as const
  const { eye, asked, next } = eyeOf([stuck, stuck, stuck])
  await next()
  eye.forget(0)
  expect((await next())?.change).toBeUndefined()
  const third = await next()
  expect(third?.change).toMatchObject({ condition: 'portal_stuck', evidence: { segment: 7 } })
  expect(asked.map(({ before }) => before?.sequence)).toEqual([undefined, undefined, 7])
})

test('what is only seen, or was cut off, changes nothing', async () => {
  const { eye, next } = eyeOf([{ fault: 'refused' }, { fault: 'refused' }, { fault: 'aborted' }])
  const signal = new AbortController().signal
  await eye.see(0, signal)
  expect((await next())?.change).toBeUndefined()
  expect(await next()).toBeUndefined()
  expect(await next(AbortSignal.abort())).toBeUndefined()
  expect(eye.publishedOf(0)).toBeUndefined()
})

test('what was published before the start holds until two looks deny it', async () => {
  const page = { fault: undefined, kind: 'page' } as const
  const { eye, next } = eyeOf([page, page], { condition: 'portal_stuck', since: 5 })
  await next()
  expect(eye.publishedOf(0)).toEqual({ condition: 'portal_stuck', since: 5 })
  expect((await next())?.change).toMatchObject({ condition: 'live', since: 60_000 })
})
