// Reads a database with InfluxQL, for the program itself: the look of doctor, the test at the start.

import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { type QueryRow, rowsOf } from '../../store/influx/dialects/rows-of.ts'
import type { InfluxTarget } from '../../store/influx/target.ts'
import type { Tier } from '../../store/schema/tiers.ts'

/** As `rowsOf`, for `q` asked of the database or retention policy of `tier`. */
export async function queryRows(
  target: InfluxTarget,
  tier: Tier,
  q: string,
): Promise<readonly QueryRow[]> {
  return await rowsOf(target, createDialect(target).query(tier, q))
}
