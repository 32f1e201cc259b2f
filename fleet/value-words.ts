// What is wrong with a value of a configuration, in plain words, where its schema has none of its own.
import type { z } from 'zod'

/** What is wrong with a value, and how to mend it. */
export interface ValueWords {
  readonly what: string
  readonly remedy: string
}

/** Longer text is not repeated in a message. */
const SHOWN = 40

/**
 * Words for an issue of zod with its `input`; undefined where the schema says more itself. A value is repeated only where
 * a number, true or false, or one of some words is wanted: anything else may be a secret.
 */
export function valueWords(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): ValueWords | undefined {
  const { input } = issue
  if (issue.code === 'invalid_type') return typeWords(issue.expected, input)
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String).join(', ')
    return { what: `is none of ${words}: ${shown(input)}`, remedy: `write one of ${words}` }
  }
  if (issue.code === 'too_small')
    return sizeWords(input, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)
  if (issue.code === 'too_big')
    return sizeWords(input, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)
  return undefined
}

interface Wanted {
  readonly is: string
  readonly remedy: string
  /** No secret can stand there. */
  readonly open?: true
}

const NUMBER: Wanted = {
  is: 'a number',
  remedy: 'write a number, without unit or quotes',
  open: true,
}
const WANTED: Readonly<Record<string, Wanted>> = {
  object: {
    is: 'a section with keys',
    remedy: 'write its keys below it, or leave it out',
  },
  record: {
    is: 'a section with keys',
    remedy: 'write its keys below it, or leave it out',
  },
  array: { is: 'a list', remedy: 'write its entries below it, each after a dash' },
  string: { is: 'text', remedy: 'write text there, in quotes where it is digits' },
  number: NUMBER,
  int: { ...NUMBER, is: 'a whole number', remedy: 'write a whole number' },
  boolean: { is: 'true or false', remedy: 'write true or false, without quotes', open: true },
}

function typeWords(expected: string, input: unknown): ValueWords | undefined {
  const wanted = WANTED[expected]
  if (wanted === undefined) return undefined
  const { is, remedy } = wanted
  if (input === undefined) return { what: 'is missing', remedy: `write ${is} there` }
  if (input === null) return { what: `is empty, and must be ${is}`, remedy }
  const there = wanted.open ? shown(input) : kindOf(input)
  return { what: `must be ${is}, and there stands ${there}`, remedy }
}

function sizeWords(input: unknown, bound: string, limit: number | bigint): ValueWords | undefined {
  if (typeof input === 'number')
    return { what: `must be ${bound} ${limit}, and is ${input}`, remedy: `write ${bound} ${limit}` }
  const unit = typeof input === 'string' ? 'letter' : Array.isArray(input) ? 'entry' : undefined
  if (unit === undefined) return undefined
  const many = unit === 'entry' ? 'entries' : 'letters'
  const size = `${bound} ${limit} ${Number(limit) === 1 ? unit : many}`
  return { what: `must have ${size}`, remedy: `write ${size}` }
}

function shown(input: unknown): string {
  const isShort = typeof input !== 'string' || input.length <= SHOWN
  const isPlain = ['string', 'boolean'].includes(typeof input)
  if (typeof input === 'number') return String(input)
  return isShort && isPlain ? JSON.stringify(input) : kindOf(input)
}

function kindOf(input: unknown): string {
  if (input === undefined || input === null) return 'nothing'
  if (Array.isArray(input)) return 'a list'
  const kinds: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
  }
  return kinds[typeof input] ?? 'a section with keys'
}
