import { expect, test } from 'vitest'
import { thresholdsSchema } from '../../probes/picture/config.ts'
import type { FitReport, FittedThreshold } from '../../probes/picture/fit-report.ts'
import { THRESHOLDS } from '../../probes/picture/thresholds.ts'
import { settle } from './settle.ts'

function settled(name: FittedThreshold['name'], below: number, above: number): FittedThreshold {
  const margin = (above - below) / 2
  const threshold: FittedThreshold = {
    name,
    current: THRESHOLDS[name],
    proposed: below + margin,
    margin,
    below: { rows: 3, cameras: 3, nearest: below },
    above: { rows: 3, cameras: 3, nearest: above },
  }
  const report: FitReport = {
    rows: 6,
    cameras: 6,
    thresholds: [threshold],
    proposed: THRESHOLDS,
    wrongNow: [],
    wrongThen: [],
  }
  const [only] = settle(report).thresholds
  return only as FittedThreshold
}

test('as few digits as the gap allows', () => {
  expect(settled('frozenMad', 0.2137, 0.8211).proposed).toBe(0.52)
  expect(settled('frozenMad', 0.29991, 0.29999).proposed).toBe(0.29995)
})

test('within the range of its key, as long as that lies in the gap', () => {
  const { proposed } = settled('frozenMad', 0.2, 30)
  expect(proposed).toBe(10)
  expect(thresholdsSchema.safeParse({ frozenMad: proposed }).success).toBe(true)
  expect(settled('frozenMad', 12, 30)).toMatchObject({ lack: 'overlap' })
  expect(settled('frozenMad', 12, 30)).not.toHaveProperty('proposed')
})
