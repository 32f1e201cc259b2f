import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const COLUMNS = ['address', 'area', 'owner', 'isp', 'tech']

test('a slip of the finger finds the word that was meant', () => {
  expect(nearest('adress', COLUMNS)).toBe('address')
  expect(nearest('onwer', COLUMNS)).toBe('owner')
  expect(nearest('Area', COLUMNS)).toBe('area')
})

test('a word that is like none of them finds none', () => {
  expect(nearest('latitude', COLUMNS)).toBeUndefined()
  expect(nearest('', COLUMNS)).toBeUndefined()
  expect(nearest('x'.repeat(10_000), COLUMNS)).toBeUndefined()
})
