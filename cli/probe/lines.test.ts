import { expect, test } from 'vitest'
import { broken, rungLines } from './lines.ts'

test('a rung: how it went, what it took, what it says', () => {
  expect(rungLines({ rung: 'connect', result: 'ok', ms: 0.72, says: 'the port is open' })).toEqual([
    '  ok      connect      0.7 ms  the port is open',
  ])
  expect(rungLines({ rung: 'picture', result: 'failed', says: 'black all over' })).toEqual([
    '  FAILED  picture              black all over',
  ])
})

test('a long sentence goes on below itself, within 100 columns', () => {
  const lines = broken('Remedy: ', `${'look at it '.repeat(20)}end`)
  expect(lines).toHaveLength(3)
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100)
  expect(lines[1]).toMatch(/^ {8}\S/)
  expect(lines.map((line) => line.trim()).join(' ')).toBe(`Remedy: ${'look at it '.repeat(20)}end`)
})

test('a word that no line holds stays whole', () => {
  const url = `rtsp://${'x'.repeat(120)}`
  expect(broken('  ', `see ${url} there`)).toEqual(['  see', `  ${url}`, '  there'])
})
