// The thread of the time series: what the program sees of it while its spool cannot be opened, and after.
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { CitySeries } from '../../bench/influx/city-series.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { startSeries } from '../../store/series/start-series.ts'
import { KEEP_DAYS, targetAt } from '../soak/influx-world.ts'

const ESTATE: readonly SeriesTarget[] = [{ id: 'n1', kind: 'nvr', pinged: true }]
const AGAIN_MS = 15_000

test('a spool that cannot be opened is said once, takes nothing, and is opened when it can be', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ronda-thread-'))
  const path = join(folder, 'spool.db')
  mkdirSync(path)
  const said: string[] = []
  const note = (_: object, message: string) => void said.push(message)
  const series = await startSeries(
    {
      targets: [targetAt('http://127.0.0.1:9')],
      keepDays: KEEP_DAYS,
      spool: { path, maxBytes: 64_000_000, minFreePercent: 0 },
      estate: ESTATE,
      host: 'vm',
    },
    { debug: note, info: note, warn: note, error: note },
  )
  try {
    const city = new CitySeries(ESTATE)
    const at = Math.floor(Date.now() / 10_000) * 10_000
    const closed = await series.status()
    expect(closed.spool).toMatchObject({ lastError: expect.stringContaining('it is a folder') })
    expect(closed.targets[0]).toMatchObject({ name: 'main', state: 'starting' })
    await expect(series.slot(city.slot(at))).rejects.toMatchObject({ code: 'RND_INFLUX' })
    expect(said.filter((line) => line.includes('the round goes on'))).toHaveLength(1)

    rmdirSync(path)
    await expect
      .poll(async () => (await series.status()).spool.failingSince, { timeout: AGAIN_MS })
      .toBeUndefined()
    await series.slot(city.slot(at))
    expect((await series.status()).targets[0]?.backlog.points).toBe(1)
    expect(said.filter((line) => line.includes('the round goes on'))).toHaveLength(1)
  } finally {
    await series.close(0)
    rmSync(folder, { recursive: true })
  }
})
