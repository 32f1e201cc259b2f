// Bar influx.errors: every row of the error table answered by a real influxd 1.6.7 or by a stand-in with a recorded answer.
import { type RowResult, tryReal, tryRecorded } from '../../test/influx/error-rows.ts'
import { REAL_ROWS, RECORDED } from '../../test/influx/error-table.ts'
import { missingRigs } from '../../test/rigs/rig.ts'
import { atMost, type Bar, type BenchContext } from '../bar.ts'

/** Rows with another action than the table names, or something else amiss, plus points lost that could be kept. */
export async function errorsBar({ say }: Pick<BenchContext, 'say'>): Promise<Bar> {
  if (missingRigs(['influxd']).length > 0) {
    return { bar: 'influx.errors', unit: 'rows and points', skipped: 'no influxd here' }
  }
  const results: RowResult[] = []
  for (const row of REAL_ROWS) results.push(await tryReal(row))
  for (const row of RECORDED) results.push(await tryRecorded(row))
  const wrong = results.filter(({ isNamed, faults }) => !isNamed || faults.length > 0)
  for (const { row, did, faults } of wrong) say(`${row}: ${did} ${faults.join(', ')}`)
  const lost = results.reduce((sum, result) => sum + result.lost, 0)
  const note = `${REAL_ROWS.length} rows real (influxd 1.6.7), ${RECORDED.length} recorded; ${wrong.length} rows amiss, ${lost} points lost`
  return atMost('influx.errors', wrong.length + lost, 0, 'rows and points', note)
}
