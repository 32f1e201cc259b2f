import { expect, test } from 'vitest'
import { formatProblem } from '../fleet/problem.ts'
import { parseConfig } from './config.ts'

const problemsIn = (text: string) => {
  const found = parseConfig(text, 'ronda.yaml')
  return 'problems' in found ? found.problems.map(formatProblem) : []
}

test('an empty file is the synthetic city with all defaults', () => {
  expect(parseConfig('', 'ronda.yaml')).toMatchObject({
    config: {
      data: './data',
      console: { listen: { host: '127.0.0.1', port: 8080 } },
      round: { confirmEchoes: 6 },
      retention: { minutesDays: 30 },
    },
  })
})

test('every problem is told at once, with its line and a remedy', () => {
  expect(
    problemsIn(
      [
        'estate: ./estate',
        'synthetic: { seed: 1 }',
        'consle: { listen: 127.0.0.1:80 }',
        'console:',
        '  listen: everywhere',
        '  token: hunter2',
        'round:',
        '  timeoutMs: 70000',
        '  confirmGap: 500',
      ].join('\n'),
    ),
  ).toEqual([
    'ronda.yaml:2: estate and synthetic exclude each other: one city a program; leave one of them out',
    'ronda.yaml:3: unknown key "consle"; did you mean "console"?',
    'ronda.yaml:5: console.listen: "everywhere" is not HOST:PORT, as in 127.0.0.1:8080; mend console.listen',
    'ronda.yaml:6: console.token: a secret must be a reference: env:NAME or file:/path; mend console.token',
    'ronda.yaml:8: round.timeoutMs: Too big: expected number to be <=60000; mend round.timeoutMs',
    'ronda.yaml:9: unknown key "round.confirmGap"; did you mean "confirmGapMs"?',
  ])
})

test('one city a program', () => {
  expect(problemsIn('estate: ./estate\nsynthetic: {}\n')).toEqual([
    'ronda.yaml:2: estate and synthetic exclude each other: one city a program; leave one of them out',
  ])
})

test('broken YAML is a problem with a line', () => {
  const [problem] = problemsIn('estate: ./estate\nround: {timeoutMs: 1\n')
  expect(problem).toMatch(/^ronda\.yaml:\d+: .+; mend the YAML$/)
})

test('a bomb of aliases is refused, not unfolded', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: [*a]`).join('\n')}`
  expect(() => problemsIn(bomb)).not.toThrow()
  expect(problemsIn(bomb).length).toBeGreaterThan(0)
})
