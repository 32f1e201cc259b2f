// A twentieth of the city in a real influxd, and every query of everything that is rendered: each answers with something.
import { expect, test } from 'vitest'
import { startInfluxd } from '../rigs/influxd.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { askAll, faultsOf } from './city-database/ask.ts'
import { CityLoad, cityOf } from './city-database/load.ts'
import { queriesOf } from './city-database/queries.ts'
import { DatabaseWriter, makeDatabase } from './city-database/writer.ts'
import { wholeModel } from './whole-model.ts'

const EVERY = 20
const RAW_MS = 2 * 3_600_000
const LONG_MS = 30 * 86_400_000

describeWithRigs('panels on influxd', ['influxd'], () => {
  test('no query fails, and none is empty', async () => {
    const influxd = await startInfluxd()
    try {
      await makeDatabase(influxd)
      const estate = cityOf(EVERY)
      const writer = new DatabaseWriter(influxd, estate)
      const now = Date.now()
      const options = { now, rawMs: RAW_MS / EVERY, longMs: LONG_MS / EVERY }
      const load = new CityLoad(writer, estate, options)
      for (const part of ['raw', 'minutes', 'hours', 'events'] as const) await load[part]()
      await writer.close()
      const queries = await queriesOf(wholeModel(), { influxd, now })
      expect(queries.length).toBeGreaterThan(100)
      expect(faultsOf(await askAll(influxd, queries, 0))).toEqual([])
    } finally {
      await influxd.close()
    }
  }, 300_000)
})
