import { describe, expect, it } from 'vitest'
import {
  camera,
  estate,
  failedStream,
  goodStream,
  nvr,
  slowStream,
  walked,
} from '../../test/feeds/doubles.ts'
import type { Decoded } from '../picture/picture.ts'
import { NO_DECODER } from './no-decoder.ts'

const PERIOD = 300_000

describe('what is not looked at', () => {
  it('is an NVR that is away: its look is thrown away, and its cameras come first when it is back', async () => {
    const { nvrs, cameras } = estate(2)
    const round = walked(nvrs, cameras)
    round.walk.again([0, 1])
    await round.clock.advance(1000)
    round.walk.away([0], true)
    await round.clock.advance(2 * PERIOD)
    expect(round.looks.some((look) => look.camera < 4)).toBe(false)
    expect(round.looks.filter((look) => look.camera === 4)).toHaveLength(2)
    expect(round.judge.forgotten).toEqual([0, 1, 2, 3])
    round.walk.away([0], false)
    await round.clock.advance(10_000)
    expect(round.looks.filter((look) => look.camera < 4).map((look) => look.found)).toEqual(
      Array(4).fill('live'),
    )
  })

  it('is anything while the probe is blind; missed looks do not all come at its end', async () => {
    const { nvrs, cameras } = estate(30)
    const round = walked(nvrs, cameras)
    round.walk.again([0])
    await round.clock.advance(1000)
    round.walk.blind(true)
    await round.clock.advance(PERIOD)
    expect(round.looks).toMatchObject([{ camera: 0, found: 'unknown', detail: 'blind' }])
    round.walk.blind(false)
    await round.clock.advance(10_000)
    expect(round.looks.length).toBeLessThan(40)
    await round.clock.advance(PERIOD)
    expect(new Set(round.looks.map((look) => look.camera)).size).toBe(120)
  })

  it('moves nothing where our own thread stood still', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      stream: (clock) => slowStream(clock, () => failedStream('reply_timeout')),
    })
    round.walk.again([0])
    await round.clock.advance(1000)
    round.clock.freeze(5000)
    await round.clock.advance(1000)
    expect(round.looks).toMatchObject([{ found: 'unknown', detail: 'stalled' }])
    expect(round.judge.seen).toHaveLength(0)
  })
})

describe('whatever a look does', () => {
  it('one that never ends is cut and counted, and the next goes on', async () => {
    const round = walked([nvr(0)], [camera(0, 1), camera(0, 2)], {
      stream: (clock) => {
        const good = slowStream(clock, () => goodStream())
        return (target, limits, signal) =>
          target.path.includes('102') ? new Promise(() => {}) : good(target, limits, signal)
      },
    })
    round.walk.again([0, 1])
    await round.clock.advance(29_000)
    expect(round.looks.map((look) => look.found)).toEqual(['unknown', 'live'])
    expect(round.health()).toMatchObject({ errors: 1, inFlight: 0 })
  })

  it('one that throws is counted and moves nothing', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      lookAtNvr: () => {
        throw new Error('no API')
      },
      stream: () => () => {
        throw new Error('no stream')
      },
    })
    round.walk.again([0])
    await round.clock.advance(2000)
    expect(round.looks.map((look) => look.found)).toEqual(['unknown'])
    expect(round.health()).toMatchObject({ errors: 2, lastError: 'no stream' })
  })
})

describe('pictures', () => {
  it('are waited for beside the visit; one camera has one look undecided', async () => {
    const { nvrs, cameras } = estate(1)
    const waiting: ((decoded: Decoded | undefined) => void)[] = []
    const round = walked(nvrs, cameras, {
      decoder: {
        ...NO_DECODER,
        health: () => ({ ...NO_DECODER.health(), lack: undefined }),
        decode: () => new Promise((resolve) => waiting.push(resolve)),
      },
    })
    round.walk.again([0, 1, 2, 3])
    await round.clock.advance(9000)
    expect(waiting).toHaveLength(4)
    expect(round.looks).toHaveLength(0)
    round.walk.again([0])
    await round.clock.advance(5000)
    expect(waiting).toHaveLength(4)
    for (const resolve of waiting) resolve(undefined)
    await round.clock.advance(1000)
    expect(round.looks).toHaveLength(4)
    expect(round.judge.seen.every(({ seen }) => seen.undecodable === true)).toBe(true)
    await round.clock.advance(3000)
    expect(waiting).toHaveLength(5)
  })

  it('that never come are not waited for', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], {
      decoder: {
        ...NO_DECODER,
        health: () => ({ ...NO_DECODER.health(), lack: undefined }),
        decode: () => new Promise(() => {}),
      },
    })
    round.walk.again([0])
    await round.clock.advance(65_000)
    expect(round.looks).toHaveLength(1)
  })
})

describe('the end', () => {
  it('ends looks under way, closes the decoder, and tells what is to be remembered', async () => {
    const { nvrs, cameras } = estate(2)
    let closed = 0
    const round = walked(nvrs, cameras, {
      decoder: {
        ...NO_DECODER,
        close: async () => {
          closed++
        },
      },
    })
    round.walk.again([0, 4])
    await round.clock.advance(1000)
    let ended = false
    const stopped = round.walk.stop().then(() => {
      ended = true
    })
    await round.clock.advance(10)
    expect(ended).toBe(true)
    await stopped
    expect(closed).toBe(1)
    expect(round.looks).toHaveLength(0)
    expect(round.messages.slice(-2).map(({ type }) => type)).toEqual(['memory', 'health'])
    const told = round.messages.length
    await round.clock.advance(PERIOD)
    expect(round.messages).toHaveLength(told)
  })

  it('is not held up by a look that never ends', async () => {
    const round = walked([nvr(0)], [camera(0, 1)], { stream: () => () => new Promise(() => {}) })
    round.walk.again([0])
    await round.clock.advance(1000)
    let ended = false
    void round.walk.stop().then(() => {
      ended = true
    })
    await round.clock.advance(6000)
    expect(ended).toBe(true)
  })

  it('waits with further looks while nobody takes what is told', async () => {
    let congested = true
    const round = walked([nvr(0)], [camera(0, 1)], { congested: () => congested })
    round.walk.again([0])
    await round.clock.advance(10_000)
    expect(round.looks).toHaveLength(0)
    congested = false
    await round.clock.advance(5000)
    expect(round.looks).toHaveLength(1)
  })
})
