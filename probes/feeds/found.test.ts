import { describe, expect, it } from 'vitest'
import { failedStream, goodStream } from '../../test/feeds/doubles.ts'
import type { StreamFault } from '../rtsp/stream-look.ts'
import { foundByStream } from './found.ts'

describe('what a fault of a stream says', () => {
  it.each<[StreamFault, string, string]>([
    ['refused', 'nvr_service_down', 'nvr_service_down'],
    ['unreachable', 'nvr_service_down', 'nvr_service_down'],
    ['connect_timeout', 'nvr_service_down', 'nvr_service_down'],
    ['tls', 'nvr_service_down', 'nvr_service_down'],
    ['closed', 'nvr_service_down', 'no_stream'],
    ['reply_timeout', 'nvr_service_down', 'no_stream'],
    ['protocol', 'nvr_service_down', 'no_stream'],
    ['too_much', 'nvr_service_down', 'no_stream'],
    ['auth', 'auth_failed', 'auth_failed'],
    ['no_channel', 'channel_missing', 'channel_missing'],
    ['busy', 'nvr_busy', 'nvr_busy'],
    ['status', 'no_stream', 'no_stream'],
    ['no_video', 'no_stream', 'no_stream'],
    ['no_data', 'no_stream', 'no_stream'],
    ['no_keyframe', 'no_keyframe', 'no_keyframe'],
    ['aborted', 'unknown', 'unknown'],
  ])('%s: %s before an answer, %s after one', (fault, before, after) => {
    expect(foundByStream(failedStream(fault)).found).toBe(before)
    expect(foundByStream(failedStream(fault, true)).found).toBe(after)
  })

  it('leaves a whole keyframe to the picture', () => {
    expect(foundByStream(goodStream()).found).toBeUndefined()
  })

  it('names the status, and gives a fault of our own to nobody', () => {
    const look = { ...failedStream('status', true), status: 551 }
    expect(foundByStream(look).detail).toBe('status 551')
    for (const code of ['EMFILE', 'ENOBUFS', 'EADDRNOTAVAIL', 'EAI_AGAIN']) {
      const rungs = [{ rung: 'connect', result: 'failed', says: 'no', seen: { code } }] as const
      expect(foundByStream({ ...failedStream('unreachable'), rungs })).toEqual({
        found: 'unknown',
        detail: code,
      })
    }
  })
})
