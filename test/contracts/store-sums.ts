// What every store must do with the sums over all targets at once; a part of the suite of test/contracts/store.ts.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { STATES } from '../../fleet/state.ts'
import { NO_RTT } from '../../store/series/columns.ts'
import type { Store } from '../../store/store.ts'
import { ESTATE, minute, NOON, NVR, transition, UPLINK } from './kept.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** `store` gives the store of the test that is running, in which `ESTATE` is registered. */
export function sumsContract(store: () => Store): void {
  const sums = async (from: number, to: number) =>
    Object.fromEntries(
      Object.entries(await store().minuteSums(from, to)).map(([name, column]) => [
        name,
        Array.from(column),
      ]),
    )

  it('add up minutes, the mean weighted by answers and rounded once', async () => {
    const rows = [
      [4, 2, 1_000, 2_000, 3_000],
      [6, 0, 500, 6_000, 9_000],
      [6, 6],
      [3, 2, 100, 100, 100],
    ] as const
    for (const [i, row] of rows.entries()) {
      await store().saveMinute(minute(NOON + i * MINUTE, [row, [1, 1]]))
    }
    expect(await sums(NOON, NOON + 4 * MINUTE)).toEqual({
      sent: [19, 4],
      lost: [10, 4],
      rttMin: [1, NO_RTT],
      // (2 x 20 + 6 x 60 + 1 x 1) / 9 = 44.6
      rttAvg: [45, NO_RTT],
      rttMax: [90, NO_RTT],
    })
    expect(await sums(NOON + 1, NOON + 2 * MINUTE)).toMatchObject({
      sent: [6, 1],
      rttAvg: [60, NO_RTT],
    })
    expect(await sums(NOON + MINUTE, NOON + MINUTE + 1)).toMatchObject({ sent: [6, 1] })
    const nothing = { sent: [0, 0], lost: [0, 0], rttMin: [NO_RTT, NO_RTT] }
    expect(await sums(NOON - DAY, NOON)).toMatchObject(nothing)
    expect(await sums(NOON + MINUTE, NOON)).toMatchObject(nothing)
  })

  it('follow the order of the last registration', async () => {
    await store().saveMinute(
      minute(NOON, [
        [6, 1, 100, 100, 100],
        [5, 5],
      ]),
    )
    await store().commit({
      transitions: [
        transition('uplink-1', NOON, 'unknown', 'up', 'answers'),
        transition('nvr-1', NOON, 'unknown', 'down', 'all-lost'),
      ],
    })
    expect(await store().availabilities(NOON, NOON + 10)).toEqual({
      availableMs: Uint32Array.of(0, 10, 0),
      unavailableMs: Uint32Array.of(0, 0, 10),
    })
    await store().register([NVR, { ...NVR, targetId: 'nvr-2' }, UPLINK])
    expect(await sums(NOON, NOON + MINUTE)).toMatchObject({ sent: [5, 0, 6], lost: [5, 0, 1] })
    expect(await store().availabilities(NOON, NOON + 10)).toEqual({
      availableMs: Uint32Array.of(0, 0, 10),
      unavailableMs: Uint32Array.of(10, 0, 0),
    })
    await store().register([])
    expect(await sums(NOON, NOON + MINUTE)).toMatchObject({ sent: [] })
    expect(await store().availabilities(NOON, NOON + 10)).toMatchObject({
      availableMs: new Uint32Array(0),
    })
  })

  it('refuse an availability that its columns cannot hold', async () => {
    await expect(store().availabilities(NOON - 50 * DAY, NOON)).rejects.toThrow('49 days')
  })

  it('give each target the availability that it has when asked alone', async () => {
    const time = fc.integer({ min: -50, max: 150 }).map((ms) => NOON + ms)
    const history = fc.record({
      transitions: fc.array(
        fc.record({
          targetId: fc.constantFrom('camera-1', 'uplink-1', 'nvr-1', 'stranger'),
          ...{ at: time, decidedAt: time, from: fc.constantFrom(...STATES) },
          ...{ to: fc.constantFrom(...STATES), reason: fc.constant('all-lost' as const) },
          evidence: fc.constant({}),
        }),
        { maxLength: 5 },
      ),
      gaps: fc.array(
        fc.tuple(time, time).map(([a, b]) => ({
          ...{ reason: 'blind', from: Math.min(a, b), to: Math.max(a, b) },
        })),
        { maxLength: 1 },
      ),
    })
    // The same store all the time: what was committed for one run is there for the next.
    await fc.assert(
      fc.asyncProperty(history, time, time, async (change, a, b) => {
        await store().commit(change)
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const columns = await store().availabilities(from, to)
        let pingedMs = 0
        for (const [i, { targetId, pinged }] of ESTATE.entries()) {
          const alone = await store().targetAvailability(targetId, from, to)
          const here = {
            availableMs: columns.availableMs[i],
            unavailableMs: columns.unavailableMs[i],
          }
          expect(alone).toMatchObject(here)
          if (pinged) pingedMs += alone.availableMs
        }
        expect((await store().areaAvailability(undefined, from, to)).availableMs).toBe(pingedMs)
      }),
      { numRuns: 40 },
    )
  })
}
