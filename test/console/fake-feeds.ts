// A picture round over the fake city: a share of every condition, the last looks, kept pictures, what recorders say.
import { readFileSync } from 'node:fs'
import type { FeedsSummary, FeedView, PictureView, RecorderView } from '../../console/feed-view.ts'
import type { Picture } from '../../console/live.ts'
import { CONDITION_STATE, type Condition } from '../../fleet/condition.ts'
import { isFeedCondition } from '../../fleet/feed-condition.ts'
import type { FakeCity, FakeTarget } from './fake-city.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const jpeg = (name: string): Uint8Array =>
  readFileSync(new URL(`../testdata/feeds/${name}.jpg`, import.meta.url))

export interface FakeFeeds {
  conditionOf(id: string): Condition | undefined
  feedOf(id: string): FeedView | undefined
  recorderOf(id: string): RecorderView | undefined
  pictures(id: string): readonly PictureView[]
  read(id: string, kind: PictureView['kind']): Picture | undefined
  summary(): FeedsSummary
}

/** Conditions of every fiftieth camera; of the others the picture is live. */
const SHARE: Readonly<Record<number, Condition>> = {
  1: 'black',
  7: 'frozen',
  13: 'video_loss',
  19: 'no_signal',
  25: 'tamper_suspect',
  31: 'auth_failed',
  37: 'dark',
}
const PICTURED: ReadonlySet<string> = new Set([
  'black',
  'frozen',
  'no_signal',
  'tamper_suspect',
  'dark',
])

/** Gives every camera of the city its condition, and the state that it stands for. */
export function fakeFeeds(city: FakeCity, now: number, decoder?: string): FakeFeeds {
  const cameras = city.targets.filter(({ kind }) => kind === 'camera')
  const conditions = new Map(
    cameras.map((camera, i) => [camera.id, conditionFor(city, camera, i)] as const),
  )
  cameras.forEach((camera, i) => {
    const condition = conditions.get(camera.id) ?? 'unknown'
    const state = CONDITION_STATE[condition] ?? 'unknown'
    const reason = isFeedCondition(condition) ? condition : 'parent-down'
    const since = now - (12 + ((i * 37) % 300)) * MINUTE_MS
    Object.assign(camera, { state, reason, since, evidence: evidenceOf(condition) })
  })
  const since = (id: string) => city.byId.get(id)?.since ?? now
  const pictures = (id: string): PictureView[] => {
    const condition = conditions.get(id)
    if (condition === undefined) return []
    const good = { kind: 'good', at: since(id) - 3 * MINUTE_MS, condition: 'live' } as const
    const bad = { kind: 'bad', at: since(id) + 2 * MINUTE_MS, condition } as const
    return PICTURED.has(condition) ? [good, bad] : [good]
  }
  const counts: Record<string, number> = {}
  for (const condition of conditions.values()) counts[condition] = (counts[condition] ?? 0) + 1
  return {
    conditionOf: (id) => conditions.get(id),
    feedOf(id) {
      const condition = conditions.get(id)
      return condition && { ...lookAt(condition), at: now - 42_000 }
    },
    recorderOf: (id) => (city.byId.get(id)?.kind === 'nvr' ? recorder(now, id) : undefined),
    pictures,
    read(id, kind) {
      const found = pictures(id).find((one) => one.kind === kind)
      if (found === undefined) return undefined
      return { ...found, jpeg: jpeg(kind === 'good' ? 'street' : 'black') }
    },
    summary: () => ({ conditions: counts, looksPerMinute: 197, waiting: 3, unseen: 12, decoder }),
  }
}

function conditionFor(city: FakeCity, camera: FakeTarget, i: number): Condition {
  const nvr = city.byId.get(camera.parent ?? '')
  if (nvr?.state === 'unreachable') return 'uplink_down'
  if (nvr?.state === 'down') return 'nvr_unreachable'
  return SHARE[i % 50] ?? 'live'
}

function evidenceOf(condition: Condition): Readonly<Record<string, string | number>> {
  return condition === 'black' ? { codec: 'h264', bpp: 0.003, mean: 16, sd: 0.1 } : {}
}

function lookAt(condition: Condition): Omit<FeedView, 'at'> {
  const dark = condition === 'black'
  return {
    found: condition,
    rungs: [
      { rung: 'nvr_api', result: 'ok', ms: 38, says: 'the NVR says that slot 1 is connected' },
      { rung: 'connect', result: 'ok', ms: 4, says: '127.18.4.9:8554 took the connection' },
      { rung: 'tls', result: 'skipped', says: 'the NVR speaks plain RTSP' },
      { rung: 'describe', result: 'ok', ms: 12, says: 'H.264, 640x360', seen: { status: 200 } },
      { rung: 'play', result: 'ok', ms: 9, says: 'playing over TCP' },
      {
        rung: 'keyframe',
        result: 'ok',
        ms: 1204,
        says: 'a whole keyframe of 90 bytes',
        seen: { bytes: 90 },
      },
      {
        rung: 'bitstream',
        result: dark ? 'failed' : 'ok',
        says: dark ? 'next to nothing is in the keyframe' : 'as large as a real picture',
        seen: { bpp: dark ? 0.003 : 1.21 },
      },
      {
        rung: 'picture',
        result: dark ? 'failed' : 'ok',
        ms: 5,
        says: dark ? 'all of it is black' : 'a picture with contrast',
      },
      { rung: 'confirm', result: dark ? 'failed' : 'ok', says: 'the second look in a row' },
    ],
    features: {
      codec: 'h264',
      width: 640,
      height: 360,
      bpp: dark ? 0.003 : 1.213,
      qp: 24,
      complexity: dark ? 0.001 : 0.974,
      skip: dark ? 1 : 0.0125,
      fps: 15,
      kbps: dark ? 2 : 258,
      loss: 0,
      mean: dark ? 16 : 112.4,
      sd: dark ? 0.02 : 41.7,
    },
  }
}

/** One of seven refused our password; of the others the third slot has lost its camera. */
function recorder(now: number, id: string): RecorderView {
  if (Number(id.slice(-5)) % 7 === 0) {
    return { at: now - MINUTE_MS, slots: [], fault: 'auth', authUntil: now + 2 * HOUR_MS }
  }
  return {
    at: now - MINUTE_MS,
    slots: [
      { slot: 1, connected: 'yes' },
      { slot: 2, connected: 'yes' },
      { slot: 3, connected: 'no', reason: 'net_unreachable', said: 'netUnreachable' },
      { slot: 4, connected: 'unknown' },
    ],
    storage: {
      state: 'degraded',
      disks: [
        { id: '1', said: 'ok', ok: true },
        { id: '2', said: 'error', ok: false },
      ],
      capacityMb: 1_907_729,
      freeMb: 10_240,
    },
    clockSkewS: -94,
    device: { model: 'DS-7104NI-Q1', firmware: 'V4.30.085', serial: 'DS7104-0042' },
  }
}
