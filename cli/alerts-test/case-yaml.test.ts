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

test('values of fields are the text that stands in the file, not what YAML makes of it', () => {
  const text = (fields: string) =>
    [
      'rule: ronda-a',
      'cases:',
      '  - name: it fires',
      '    kind: other',
      '    settings: {lossPercent: 0x7}',
      '    series:',
      '      - measurement: outage',
      `        fields: {cameras: &none 0, ${fields}}`,
      '    expect: [{at: 5m, firing: []}]',
    ].join('\n')
  const read = parseCases(text('affected: 0x3, causes: 7, acked: *none'), 'x.yaml', AROUND)
  expect('cases' in read && read.cases[0]).toMatchObject({
    settings: { rules: { lossPercent: 7 } },
    series: [{ fields: { affected: [0, 0, 0], cameras: [0], causes: [7], acked: [0] } }],
  })
  expect(problems(text('affected: 1e3, causes: 1_000, age_s: 0o17, acked: true'))).toEqual([
    '8 affected: "1e3" is no value',
    '8 causes: "1_000" is no value',
    '8 age_s: "0o17" is no value',
    '8 acked: "true" is no value',
  ])
  expect(problems(text('affected:'))).toEqual(['8 affected: no values'])
  expect(problems(text('affected: [1]'))).toEqual(['8 affected: must be text'])
})
