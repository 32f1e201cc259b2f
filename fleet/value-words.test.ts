import { expect, test } from 'vitest'
import { z } from 'zod'
import { valueWords } from './value-words.ts'

const schema = z.strictObject({
  size: z.int().min(2).max(9).optional(),
  share: z.number().gt(0).optional(),
  word: z.enum(['a', 'b']).optional(),
  secret: z.string().optional(),
  list: z.array(z.string()).min(1).optional(),
})

const wordsFor = (value: unknown) =>
  (schema.safeParse(value, { reportInput: true }).error?.issues ?? []).map(valueWords)

test('what is wrong and how to mend it, in plain words', () => {
  expect(wordsFor({ size: 1 })).toEqual([
    { what: 'must be at least 2, and is 1', remedy: 'write at least 2' },
  ])
  expect(wordsFor({ share: 0 })).toEqual([
    { what: 'must be more than 0, and is 0', remedy: 'write more than 0' },
  ])
  expect(wordsFor({ word: 'c' })).toEqual([
    { what: 'is none of a, b: "c"', remedy: 'write one of a, b' },
  ])
  expect(wordsFor({ list: [] })).toEqual([
    { what: 'must have at least 1 entry', remedy: 'write at least 1 entry' },
  ])
  expect(wordsFor({ size: null })).toEqual([
    { what: 'is empty, and must be a number', remedy: 'write a number, without unit or quotes' },
  ])
})

test('a value is repeated only where no secret can stand', () => {
  expect(wordsFor({ size: 'two' })[0]?.what).toBe('must be a number, and there stands "two"')
  expect(wordsFor({ secret: 8_091_237 })[0]?.what).toBe('must be text, and there stands a number')
})

test('where the schema says more itself there are no words', () => {
  expect(wordsFor({ other: 1 })).toEqual([undefined])
})
