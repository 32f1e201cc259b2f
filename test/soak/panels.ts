// Every query of every dashboard and rule on the whole city: 2 h of 10 s and 30 days of hours of each of its targets,
// 30 days of minutes of the aggregates, and events. Slices 0 to 3 load a part each, in this order; slice 4 asks.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { atMost, type Bar } from '../../bench/bar.ts'
import { median } from '../../bench/median.ts'
import { askAll, faultsOf, percentile } from '../grafana/city-database/ask.ts'
import { CityLoad, cityOf } from '../grafana/city-database/load.ts'
import { queriesOf } from '../grafana/city-database/queries.ts'
import { DatabaseWriter, makeDatabase } from '../grafana/city-database/writer.ts'
import { wholeModel } from '../grafana/whole-model.ts'
import { type Influxd, startInfluxd } from '../rigs/influxd.ts'
import type { Soak } from './main.ts'

const FOLDER = resolve('data/soak/panels')
const PARTS = ['hours', 'minutes', 'events', 'raw'] as const
const ROUNDS = 5
/** Compactions after a load take a while; panels are asked when they are over. */
const SLOWEST_SHOWN = 10

export const soak: Soak = async ({ slice, say }) => {
  if (slice === 0) rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  const influxd = await startInfluxd({ folder: FOLDER })
  try {
    const part = PARTS[slice]
    return part === undefined ? await ask(influxd, say) : await load(influxd, part, say)
  } finally {
    await influxd.close()
  }
}

async function load(
  influxd: Influxd,
  part: (typeof PARTS)[number],
  say: (line: string) => void,
): Promise<Bar[]> {
  // All parts end at one time, that of the questions.
  const clock = resolve(FOLDER, 'now')
  if (part === PARTS[0]) {
    await makeDatabase(influxd)
    writeFileSync(clock, String(Date.now()))
  }
  const estate = cityOf(1)
  const writer = new DatabaseWriter(influxd, estate)
  await new CityLoad(writer, estate, { now: Number(readFileSync(clock, 'utf8')) })[part]()
  await writer.close()
  say(`${part}: ${writer.written} points`)
  return [{ bar: `panels.loaded.${part}`, value: writer.written, unit: 'points' }]
}

async function ask(influxd: Influxd, say: (line: string) => void): Promise<Bar[]> {
  const now = Number(readFileSync(resolve(FOLDER, 'now'), 'utf8'))
  const queries = await queriesOf(wholeModel(), { influxd, now })
  const asked = await askAll(influxd, queries, ROUNDS)
  const faults = faultsOf(asked)
  for (const fault of faults) say(fault)
  const slowest = asked.toSorted((a, b) => b.ms - a.ms).slice(0, SLOWEST_SHOWN)
  for (const { of, ms, ql } of slowest) say(`${ms.toFixed(0)} ms  ${of}: ${ql}`)
  const times = asked.map(({ ms }) => ms)
  return [
    atMost('panels.errors', faults.length, 0, 'queries', `of ${asked.length}`),
    atMost('panels.median', median(times), 50, 'ms'),
    atMost('panels.p95', percentile(times, 0.95), 200, 'ms'),
  ]
}
