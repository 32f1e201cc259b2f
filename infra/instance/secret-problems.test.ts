import { expect, test } from 'vitest'
import { secretProblems } from './secret-problems.ts'

const many = (count: number, before: string) =>
  Array.from({ length: count }, (_, i) => `${before}${i}`)

test('thousands in one folder are well, and a few anywhere', () => {
  expect(secretProblems(many(10_000, 'city/nvr-'), 'estate')).toEqual([])
  expect(secretProblems(many(40, 'nvr-'), 'estate')).toEqual([])
})

test('says which have no folder, how many there may be, and how to mend it', () => {
  const [problem] = secretProblems([...many(2000, 'city/nvr-'), ...many(300, 'nvr-')], 'estate')
  expect(problem).toMatchObject({
    file: 'estate',
    what: '300 secrets such as aws-sm:nvr-0, nvr-1, nvr-2 have no folder in common: the policy of the worker takes some 50 by name',
    remedy: expect.stringContaining('write aws-sm:city/nvr/NAME'),
  })
})
