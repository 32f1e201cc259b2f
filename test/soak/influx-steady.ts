// influx.steady: the whole program on the whole city with InfluxDB, five minutes a slice, each with a start of its own.
import type { Bar } from '../../bench/bar.ts'
import { steady } from '../../bench/influx/steady.ts'
import type { SoakContext } from './main.ts'

const SECONDS = 300

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  return await steady(SECONDS, say)
}
