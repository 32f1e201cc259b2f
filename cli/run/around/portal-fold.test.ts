import { expect, test } from 'vitest'
import type { PublishedCondition } from '../../../fleet/feed-condition.ts'
import { foldPortal, type PortalStanding } from './portal-fold.ts'

const NEW: PortalStanding = { published: undefined, suspect: undefined }

/** What is published after each look, a minute apart; `-`: nothing. */
function walk(looks: readonly (PublishedCondition | undefined)[], from = NEW): string[] {
  let standing = from
  return looks.map((found, i) => {
    const folded = foldPortal(standing, { found, at: i })
    standing = folded
    const { condition, since } = folded.published ?? {}
    return `${folded.changed ? '!' : ''}${condition ?? '-'}${since === undefined ? '' : `@${since}`}`
  })
}

test('a good first look is published at once, a bad one with the second', () => {
  expect(walk(['live', 'live'])).toEqual(['!live@0', 'live@0'])
  expect(walk(['portal_error', 'portal_error'])).toEqual(['-', '!portal_error@0'])
})

test('two bad looks in a row publish, two good ones take it back', () => {
  const looks = ['live', 'portal_stuck', 'live', 'portal_stuck', 'portal_stuck'] as const
  expect(walk(looks)).toEqual(['!live@0', 'live@0', 'live@0', 'live@0', '!portal_stuck@3'])
  const known = { published: { condition: 'portal_stuck', since: -9 }, suspect: undefined } as const
  expect(walk(['live', 'portal_stuck', 'live', 'live'], known)).toEqual([
    'portal_stuck@-9',
    'portal_stuck@-9',
    'portal_stuck@-9',
    '!live@2',
  ])
})

test('another fault begins a row of its own', () => {
  const looks = ['live', 'portal_error', 'portal_stuck', 'portal_error', 'portal_error'] as const
  expect(walk(looks).at(-2)).toBe('live@0')
  expect(walk(looks).at(-1)).toBe('!portal_error@3')
})

test('what the judge confirmed of a picture needs no second look, and keeps its own beginning', () => {
  expect(walk(['live', undefined, 'black', undefined, 'live'])).toEqual([
    '!live@0',
    'live@0',
    '!black@2',
    'black@2',
    '!live@4',
  ])
  const live = { published: { condition: 'live', since: 100 }, suspect: undefined } as const
  expect(foldPortal(live, { found: 'black', at: 500, since: 440 }).published?.since).toBe(440)
  expect(foldPortal(live, { found: 'black', at: 500, since: 40 }).published?.since).toBe(100)
})

test('a picture that is not decided on breaks a row of faults: something came', () => {
  expect(walk(['live', 'portal_error', undefined, 'portal_error']).at(-1)).toBe('live@0')
})

test('after a fault of the way what the picture shows takes two looks as well', () => {
  const known = { published: { condition: 'portal_error', since: 0 }, suspect: undefined } as const
  expect(walk(['black', 'black'], known)).toEqual(['portal_error@0', '!black@0'])
})
