import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { stackSchema } from './config.ts'
import { estateCounts } from './estate-counts.ts'
import { planStack } from './plan/plan.ts'
import { readStackConfig } from './read-config.ts'
import { stackValues } from './stack-file.ts'

const fileOf = (file: string) => ({
  file,
  text: readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'),
})
const counts = estateCounts(synthesizeFleet({ seed: 1 }))

function valuesOf(project: string, stack: string) {
  return stackValues({ file: 'Pulumi.yaml', text: project }, { file: 'Pulumi.x.yaml', text: stack })
}

test.each(['dev', 'prod'])(
  'the example of %s holds, and its budget is above its estimate',
  (stack) => {
    const read = stackValues(fileOf('Pulumi.yaml'), fileOf(`Pulumi.${stack}.yaml`))
    if (!('values' in read)) throw new Error(JSON.stringify(read.problems))
    const checked = readStackConfig(read.values)
    if (!('config' in checked)) throw new Error(JSON.stringify(checked.problems))
    const { config } = checked
    expect(config.protect).toBe(stack === 'prod')
    expect(read.values['aws:region']).toBe('ap-southeast-3')
    const { cost } = planStack(counts, config, 'ap-southeast-3')
    expect(cost.monthlyUsd).toBeLessThan(config.budget.monthlyUsd)
  },
)

test('the project declares keys that there are, of types that Pulumi knows, and none that may be missing', () => {
  const declared = [...fileOf('Pulumi.yaml').text.matchAll(/^ {2}(\w+):\n {4}type: (\w+)/gm)]
  expect(declared.length).toBeGreaterThan(4)
  const types = ['string', 'integer', 'boolean', 'array', 'object']
  for (const [, key = '', type = ''] of declared) {
    expect(Object.keys(stackSchema.shape)).toContain(key)
    expect(types).toContain(type)
  }
  const optional = [
    'estate',
    'zoneId',
    'network',
    'relay',
    'database',
    'grafana',
    'agent',
    'backup',
    'tags',
  ]
  expect([...declared.map(([, key]) => key), ...optional].toSorted()).toEqual(
    Object.keys(stackSchema.shape).toSorted(),
  )
})

test('the stack wins over the project, and what is no text is JSON', () => {
  const project =
    'name: ronda\nconfig:\n  aws:region: a\n  n: {type: integer, default: 3}\n  t: {type: string}\n'
  expect(valuesOf(project, 'config:\n  ronda:n: 4\n  ronda:link: {type: none}\n')).toEqual({
    values: { 'aws:region': 'a', 'ronda:n': '4', 'ronda:link': '{"type":"none"}' },
  })
  expect(valuesOf(project, '')).toEqual({ values: { 'aws:region': 'a', 'ronda:n': '3' } })
})

test('what is broken or encrypted is told', () => {
  expect(valuesOf('name: [', 'config:\n  ronda:domain: {secure: v1:abc}\n')).toMatchObject({
    problems: [
      { file: 'Pulumi.yaml', remedy: 'mend the YAML' },
      { file: 'Pulumi.x.yaml', what: expect.stringContaining('ronda:domain: is encrypted') },
    ],
  })
})

test.each([
  ['config: 5\n', 'config: must be a section with keys'],
  ['[1, 2]\n', 'the whole file: must be a section with keys'],
  [
    `a: &a [x, x]\nb: &b [${'*a, '.repeat(20)}]\nconfig: {c: [${'*b, '.repeat(20)}]}\n`,
    'Excessive alias count',
  ],
])('what is no configuration at all is told: %j', (text, what) => {
  expect(valuesOf('name: ronda\n', text)).toMatchObject({
    problems: [{ file: 'Pulumi.x.yaml', what: expect.stringContaining(what) }],
  })
})

test('a file of nothing but comments is empty', () => {
  expect(valuesOf('name: ronda\n', '# later\n')).toEqual({ values: {} })
})
