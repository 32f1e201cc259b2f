import { expect, test } from 'vitest'
import {
  areaLink,
  deadLettersLink,
  incidentLink,
  incidentsLink,
  parseRoute,
  plannedLink,
  seriesLink,
  targetLink,
  targetsLink,
} from './route.ts'

const NONE = { state: '', kind: '', q: '' }

test('every link leads back to its room', () => {
  expect(parseRoute('')).toEqual({ room: 'board' })
  expect(parseRoute('#/')).toEqual({ room: 'board' })
  expect(parseRoute(areaLink('a/b c', { state: 'down' }))).toEqual({
    room: 'area',
    id: 'a/b c',
    filter: { ...NONE, state: 'down' },
  })
  expect(parseRoute(targetLink('NVR-1'))).toEqual({ room: 'target', id: 'NVR-1', hours: 24 })
  expect(parseRoute(targetLink('NVR-1', 720))).toEqual({ room: 'target', id: 'NVR-1', hours: 720 })
  expect(parseRoute(plannedLink)).toEqual({ room: 'planned' })
  expect(parseRoute(seriesLink)).toEqual({ room: 'series' })
  expect(parseRoute(deadLettersLink('main'))).toEqual({ room: 'dead-letters', target: 'main' })
  expect(parseRoute(deadLettersLink(''))).toEqual({ room: 'dead-letters', target: '' })
  expect(parseRoute(incidentsLink)).toEqual({ room: 'incidents' })
  expect(parseRoute(incidentLink('inc-1/a b'))).toEqual({ room: 'incident', id: 'inc-1/a b' })
  expect(parseRoute(targetsLink({ q: 'a&b=c' }))).toEqual({
    room: 'targets',
    filter: { ...NONE, q: 'a&b=c' },
  })
})

test('what is no room is said to be none', () => {
  expect(parseRoute('#/nowhere')).toEqual({ room: 'lost' })
  expect(parseRoute('#/area')).toEqual({ room: 'lost' })
  expect(parseRoute('#/incident')).toEqual({ room: 'lost' })
  expect(parseRoute('#/target/x?hours=5')).toMatchObject({ hours: 24 })
  expect(parseRoute('#/target/%zz')).toMatchObject({ id: '%zz' })
})
