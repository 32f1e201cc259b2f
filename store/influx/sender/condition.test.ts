import { expect, test } from 'vitest'
import type { Logger } from '../../../fleet/logger.ts'
import { Condition } from './condition.ts'

const TARGET = { name: 'main', url: 'http://x:1', database: 'ronda', timeoutMs: 1000 } as const

function conditionOf(dialect: '1' | '2') {
  const log: { fields: object; message: string }[] = []
  const note = (fields: object, message: string): void => void log.push({ fields, message })
  const logger: Logger = { debug: note, info: note, warn: note, error: note }
  return { log, condition: new Condition({ ...TARGET, dialect }, logger, 0) }
}

test('what is over is logged with what it was', () => {
  const { log, condition } = conditionOf('1')
  condition.shut('waiting', 'unreachable', { why: 'ECONNREFUSED' }, 0)
  condition.open(5000)
  expect(log.at(-1)).toEqual({
    fields: {
      target: 'main',
      problem: 'unreachable',
      url: 'http://x:1',
      database: 'ronda',
      why: 'ECONNREFUSED',
      lastedMs: 5000,
    },
    message: 'a problem with the database is over',
  })
})

test('a problem that lasts is told by its last reason, and since its first', () => {
  const { log, condition } = conditionOf('1')
  condition.shut('waiting', 'unreachable', { why: 'ECONNREFUSED' }, 0)
  condition.shut('waiting', 'unreachable', { why: 'CERT_HAS_EXPIRED' }, 9)
  expect(condition.problem).toMatchObject({ since: 0, values: { why: 'CERT_HAS_EXPIRED' } })
  expect(log).toHaveLength(1)
})

test.each([
  ['1', 'ronda'],
  ['2', 'ronda_m1'],
] as const)('in InfluxDB %s what is missing of m1 is %s', (dialect, database) => {
  const { condition } = conditionOf(dialect)
  condition.holdTier('m1', 'no-database', { said: 'bucket not found' }, 0, 0)
  expect(condition.problem?.values).toMatchObject({ database, tier: 'm1' })
})
