// Reads a database with InfluxQL, for the program itself: the look of doctor, the test at the start.
import type { Tier } from '../../schema/tiers.ts'
import type { InfluxTarget } from '../target.ts'
import { createDialect } from './create-dialect.ts'
import { type QueryRow, rowsOf } from './rows-of.ts'

/** As `rowsOf`, for `q` asked of the database or retention policy of `tier`. */
export async function queryRows(
  target: InfluxTarget,
  tier: Tier,
  q: string,
): Promise<readonly QueryRow[]> {
  return await rowsOf(target, createDialect(target).query(tier, q))
}
