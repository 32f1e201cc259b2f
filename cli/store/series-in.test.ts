import { expect, test } from 'vitest'
import { seriesOut } from '../../console/api/convert-series.ts'
import type { SeriesStatus } from '../../store/series/status.ts'
import { seriesStatus } from '../../test/console/fake-series.ts'
import { seriesIn } from './series-in.ts'

test('what the API says is read back as it was', () => {
  const now = Date.UTC(2026, 10, 22, 4)
  const before = seriesStatus(now)
  const spool = { ...before.spool, failingSince: now - 1, lastError: 'disk full' }
  const status: SeriesStatus = { ...before, spool }
  const said = seriesOut(status)
  if (!said.configured) throw new Error('nothing said')
  const back = seriesIn(said)
  const named = back.targets.map(({ problem, ...target }) =>
    problem === undefined
      ? target
      : {
          ...target,
          problem: { ...problem, values: { url: target.url, said: problem.values['said'] } },
        },
  )
  expect({ ...back, targets: named }).toEqual(status)
})
