import { expect, test } from 'vitest'
import { PORTAL_CONDITIONS } from '../fleet/feed-condition.ts'
import { PORTAL_FAULTS } from '../probes/portal/portal-look.ts'
import { conditionName, foundDetail } from './conditions.ts'
import { headlineFor, incidentSentence, type ToldIncident } from './incident-sentence.ts'
import { isPortalCondition, PORTAL_FAULT_WORDS } from './portals.ts'
import { clauseFor } from './sentence.ts'

const CLOCK = { now: 60_000, timezone: 'UTC' }

test('there are words for every fault and condition of a portal', () => {
  expect([...PORTAL_FAULT_WORDS].sort()).toEqual([...PORTAL_FAULTS].sort())
  expect(PORTAL_CONDITIONS.every(isPortalCondition)).toBe(true)
  expect(isPortalCondition('black')).toBe(false)
  expect(conditionName('id', 'portal_stuck')).toBe('berhenti')
  expect(foundDetail('en', 'portal_error', 'no_segments')).toBe('nothing is on')
  expect(foundDetail('en', 'black', 'mean 16')).toBe('mean 16')
})

test('why a portal is down says what did not come', () => {
  expect(clauseFor('en', 'portal_error', { detail: 'refused' }, CLOCK)).toBe(
    'what residents are to see does not come (nothing listens at its address)',
  )
  expect(clauseFor('en', 'portal_stuck', {}, CLOCK)).toBe('its live video stands still')
})

test('an incident of a portal says what residents see', () => {
  const incident: ToldIncident = {
    state: 'open',
    reason: 'topmost-failed',
    cause: {
      kind: 'target',
      targetId: 'portal',
      targetKind: 'portal',
      name: 'Siaran Kota',
      condition: 'portal_stuck',
    },
    flapping: false,
    openedAt: 0,
    count: 1,
    areas: [],
    ...CLOCK,
  }
  expect(headlineFor('en', incident)).toMatch(/^Portal Siaran Kota stands still: 1 affected/)
  expect(incidentSentence('en', incident)).toMatch(
    /portal Siaran Kota \(portal\) stands still, while everything above it lives/,
  )
  expect(headlineFor('id', incident)).toMatch(/^Portal Siaran Kota berhenti bergerak/)
})
