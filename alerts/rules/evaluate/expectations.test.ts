import { expect, test } from 'vitest'
import { differenceOf } from './expectations.ts'
import type { FiringAlert } from './rule-run.ts'

function alert(labels: Readonly<Record<string, string>>, rule = 'ronda-a'): FiringAlert {
  return { rule, labels, state: 'Alerting', since: 0, values: {} }
}

const X = alert({ cause: 'x', kind: 'uplink' })
const Y = alert({ cause: 'y', kind: 'uplink' })

test('each expected alert has one of its own, by a part of its labels', () => {
  expect(differenceOf([], [])).toBeUndefined()
  expect(
    differenceOf([{ labels: { kind: 'uplink' } }, { labels: { cause: 'x' } }], [X, Y]),
  ).toBeUndefined()
  expect(differenceOf([{ labels: {} }, { labels: {} }], [X])).toEqual({
    missing: [{ labels: {} }],
    unexpected: [],
  })
  expect(differenceOf([{ labels: { cause: 'x' } }], [X, Y])).toEqual({
    missing: [],
    unexpected: [Y],
  })
})

test('the rule counts where it is named, and an empty label is one that is not there', () => {
  expect(differenceOf([{ rule: 'ronda-b', labels: {} }], [X])).toBeDefined()
  expect(differenceOf([{ rule: 'ronda-a', labels: { isp: '' } }], [X])).toBeUndefined()
  expect(differenceOf([{ labels: { cause: '' } }], [X])).toBeDefined()
})
