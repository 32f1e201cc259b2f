// Every row of the error table, answered by a real influxd or, where that one never says it, by a stand-in.
import { expect, test } from 'vitest'
import { describeWithRigs } from '../rigs/rig.ts'
import { tryReal, tryRecorded } from './error-rows.ts'
import { REAL_ROWS, RECORDED } from './error-table.ts'

const FINE = { isNamed: true, lost: 0, faults: [] }

test.each(RECORDED)('recorded: $row is answered by $action', async (row) => {
  expect(await tryRecorded(row)).toMatchObject({ ...FINE, did: row.action })
})

describeWithRigs('influxd 1.6.7', ['influxd'], () => {
  test.each(REAL_ROWS)('real: %s', async (row) => {
    expect(await tryReal(row)).toMatchObject(FINE)
  })
})
