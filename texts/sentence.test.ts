import { expect, test } from 'vitest'
import { REASONS, STATES } from '../fleet/state.ts'
import { LANGUAGES } from './language.ts'
import { clauseFor, sentenceFor } from './sentence.ts'

const NOW = Date.UTC(2026, 10, 22, 4, 24, 5)
const BASE = { since: NOW - 3 * 3_600_000 - 12 * 60_000, now: NOW, timezone: 'Asia/Jakarta' }

test('says since when, for how long and why, in both languages', () => {
  const finding = {
    ...BASE,
    state: 'down',
    reason: 'all-lost',
    evidence: { sent: 7, lost: 7 },
  } as const
  expect(sentenceFor('en', finding)).toBe(
    'Down since 08:12:05 WIB (3 h 12 min): none of 7 echoes was answered, and nobody on the way said why.',
  )
  expect(sentenceFor('id', finding)).toBe(
    'Mati sejak 08:12:05 WIB (3 jam 12 mnt): tidak satu pun dari 7 echo dijawab, dan tidak ada perangkat di jalur yang memberi sebab.',
  )
})

test('names the router that refused, and what it said', () => {
  const evidence = { sent: 7, lost: 7, icmp: '3/1', reporter: '192.0.2.1' }
  expect(clauseFor('en', 'refused', evidence, BASE)).toBe(
    'none of 7 echoes was answered, and 192.0.2.1 on the way reported: host unreachable (ICMP 3/1)',
  )
  const six = { ...evidence, icmp: '1/1', reporter: '2001:db8::1' }
  expect(clauseFor('en', 'refused', six, BASE)).toContain('refused by a filter (ICMP 1/1)')
  expect(clauseFor('en', 'refused', { ...evidence, icmp: '11/0' }, BASE)).toContain('too many hops')
})

test('says less where the evidence does not hold it', () => {
  expect(clauseFor('en', 'refused', { sent: 7 }, BASE)).toBe(
    'no echo was answered, and a router on the way said that it cannot be reached',
  )
  expect(clauseFor('en', 'parent-down', {}, BASE)).toBe('something above it is down')
})

test('says what covers a target, until when and by which letter', () => {
  const evidence = {
    plannedId: 'letter-12',
    owner: 'diskominfo',
    why: 'switched off by letter',
    until: Date.UTC(2026, 11, 31, 17),
  }
  expect(sentenceFor('en', { ...BASE, state: 'suspended', reason: 'planned', evidence })).toBe(
    'Suspended since 08:12:05 WIB (3 h 12 min): letter-12 of diskominfo covers it until 1 Jan 2027 00:00:00 WIB: switched off by letter.',
  )
  const lettered = { ...evidence, reference: 'B/12/2026' }
  expect(clauseFor('id', 'planned', lettered, BASE)).toBe(
    'letter-12 milik diskominfo berlaku sampai 1 Jan 2027 00:00:00 WIB: switched off by letter (B/12/2026)',
  )
  expect(clauseFor('en', 'planned', {}, BASE)).toBe('it is switched off on purpose')
})

test('shows a reason that it does not know as it is', () => {
  expect(clauseFor('id', 'sun-flare', {}, BASE)).toBe('sun-flare')
})

test('every state with every reason is one full sentence, with and without evidence', () => {
  const full = {
    sent: 7,
    lost: 3,
    rttUs: 1240,
    icmp: '3/1',
    reporter: '192.0.2.1',
    parent: 'upl-1',
    anchor: '192.0.2.9',
    plannedId: 'letter-12',
    owner: 'diskominfo',
    why: 'switched off by letter',
    until: NOW + 86_400_000,
  }
  for (const language of LANGUAGES) {
    for (const state of STATES) {
      for (const reason of REASONS) {
        for (const evidence of [undefined, full]) {
          const sentence = sentenceFor(language, { ...BASE, state, reason, evidence })
          expect(sentence).toMatch(/^\p{Lu}[^{}]+\.$/u)
        }
      }
    }
  }
})
