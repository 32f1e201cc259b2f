import { expect, test } from 'vitest'
import type { Cause } from '../../incidents/incident.ts'
import { incidentOf, SMALL } from '../../test/rigs/told-city.ts'
import { viewCause } from './cause-view.ts'

const view = (...[id, change]: Parameters<typeof incidentOf>) =>
  viewCause(incidentOf(id, change), SMALL, 100)

test('of a target is that target', () => {
  expect(view('core')).toEqual({
    kind: 'node',
    owner: 'isp-telko',
    isp: 'telko',
    areas: [],
    severity: 'critical',
  })
  expect(view('n0')).toEqual({
    kind: 'nvr',
    owner: 'kecamatan-genuk',
    isp: 'telko',
    areas: ['genuk', 'gebang'],
    severity: 'warning',
  })
})

test('is critical from so many cameras on', () => {
  expect(view('u1', { byKind: { camera: 99 } }).severity).toBe('warning')
  expect(view('u1', { byKind: { camera: 100 } }).severity).toBe('critical')
})

test('of several is what their topmost have in common', () => {
  const cause: Cause = { kind: 'shared', attribute: 'isp', value: 'telko', failed: 2, total: 500 }
  // The NVR of the kecamatan hangs on u0 and does not count.
  expect(view('u0', { cause, affected: ['n0', 'u0', 'u2'] })).toEqual({
    kind: 'shared',
    owner: 'diskominfo',
    isp: 'telko',
    areas: ['genuk'],
    severity: 'warning',
  })
  expect(view('u0', { cause, affected: ['n0', 'u501'] })).toEqual({
    kind: 'shared',
    areas: [],
    severity: 'warning',
  })
})

test('of what was left behind is what is still dead, not what came back', () => {
  const change = { reason: 'left-behind', affected: ['u0', 'u1'] } as const
  expect(view('core', change)).toEqual({
    kind: 'uplink',
    owner: 'diskominfo',
    isp: 'telko',
    areas: [],
    severity: 'warning',
  })
})

test('of what was planned has the owner of the plan', () => {
  const cause: Cause = {
    kind: 'planned',
    planned: 'suspension',
    plannedId: 's1',
    owner: 'kecamatan-genuk',
    why: 'letter 7',
  }
  expect(view('u0', { cause, affected: ['u0'] })).toMatchObject({
    kind: 'planned',
    owner: 'kecamatan-genuk',
    areas: ['genuk'],
  })
  expect(view('x', { cause: { kind: 'probe' }, affected: [] })).toEqual({
    kind: 'probe',
    areas: [],
    severity: 'critical',
  })
})
