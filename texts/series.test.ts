import { expect, test } from 'vitest'
import { PROBLEMS } from '../store/influx/problem.ts'
import { TARGET_STATES } from '../store/series/status.ts'
import { LANGUAGES } from './language.ts'
import {
  isSeriesProblem,
  SERIES_PROBLEMS,
  SERIES_STATES,
  seriesProblemText,
  seriesStateName,
} from './series.ts'

const VALUES = {
  name: 'main',
  url: 'http://10.0.0.5:8086',
  database: 'ronda',
  tier: 'm1',
  seconds: -31_536_000,
}

test('there is a sentence and a remedy for every problem, and no other', () => {
  expect([...SERIES_PROBLEMS].sort()).toEqual([...PROBLEMS].sort())
  for (const language of LANGUAGES) {
    for (const code of PROBLEMS) {
      const { what, remedy } = seriesProblemText(language, { code, values: VALUES })
      expect(what, code).toContain('InfluxDB main')
      expect(`${what}${remedy}`, code).not.toMatch(/[{}]|\.$/)
    }
  }
})

test('every state has a name', () => {
  expect(SERIES_STATES).toEqual(TARGET_STATES)
  const names = TARGET_STATES.map((state) => seriesStateName('id', state))
  expect(new Set(names).size).toBe(TARGET_STATES.length)
})

test('says plainly what is wrong, who says so, and what to do', () => {
  const told = {
    code: 'unauthorised' as const,
    values: { ...VALUES, said: 'authorization failed' },
  }
  expect(seriesProblemText('en', told)).toEqual({
    what: 'InfluxDB main at http://10.0.0.5:8086 refuses our user, password or token: authorization failed; what is measured waits in the spool',
    remedy:
      'give that user or token the right to write, there: it is tried again by itself; or mend username and password, or token, in ronda.yaml or its secret, and then start Ronda again',
  })
  expect(seriesProblemText('id', { code: 'clock', values: VALUES }).what).toBe(
    'InfluxDB main di http://10.0.0.5:8086: jamnya 365 hari tertinggal dari jam kita; hasil ukur menunggu di spool',
  )
  const ahead = { code: 'clock' as const, values: { ...VALUES, seconds: 900 } }
  expect(seriesProblemText('en', ahead).what).toBe(
    'InfluxDB main at http://10.0.0.5:8086: its clock is 15 min ahead of ours; what is measured waits in the spool',
  )
  const untold = { url: 'http://x:1', why: 'points-ahead' }
  expect(seriesProblemText('en', { code: 'clock', values: untold }).what).toBe(
    'InfluxDB at http://x:1: its clock and ours may differ: points are ahead of our clock, and it does not tell its own; what is measured waits in the spool',
  )
  const nameless = seriesProblemText('en', { code: 'timeout', values: { url: 'http://x:1' } })
  expect(nameless.what).toMatch(/^InfluxDB at http:\/\/x:1 does not answer in time/)
})

test('an unknown code is known as none', () => {
  expect(isSeriesProblem('unreachable')).toBe(true)
  expect(isSeriesProblem('toString')).toBe(false)
})
