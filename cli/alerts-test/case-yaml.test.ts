import { expect, test } from 'vitest'
import { rulesSchema } from '../../alerts/rules/config.ts'
import type { Rule } from '../../alerts/rules/rule.ts'
import { parseCases } from './case-yaml.ts'

const AROUND = {
  settings: { rules: rulesSchema.parse({}), delivery: 'grafana', qualified: true },
  rulesOf: () => [{ uid: 'ronda-a' } as Rule],
} as const

function problems(text: string): string[] {
  const read = parseCases(text, 'x.yaml', AROUND)
  return 'problems' in read ? read.problems.map(({ line, what }) => `${line} ${what}`) : []
}

test('every problem has the line at which it stands', () => {
  const text = [
    'rule: ronda-a',
    'cases:',
    '  - name: it fires',
    '    kind: fires',
    '    series:',
    '      - measurement: outage',
    '        tags: {cause: a}',
    '        fields:',
    '          affected: 1x',
    '    expect:',
    '      - {at: 90s, firing: [{cause: a}]}',
  ].join('\n')
  expect(problems(text)).toEqual(['9 affected: "1x" is no value', '11 nothing is evaluated then'])
})

test('what is no YAML, or far too much of it, is a problem', () => {
  expect(problems('rule: [')[0]).toMatch(/^1 /)
  expect(problems('')).toEqual(['1 cases: is missing'])
  expect(problems(`#${'x'.repeat(2_000_000)}`)).toEqual(['0 larger than 2 MB'])
})
