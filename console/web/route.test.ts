import { expect, test } from 'vitest'
import {
  areaLink,
  deadLettersLink,
  feedsLink,
  incidentLink,
  incidentsLink,
  parseRoute,
  picturePath,
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
  const wholeCity = { condition: '', area: '', class: '' }
  expect(parseRoute(feedsLink({}))).toEqual({ room: 'feeds', filter: wholeCity })
  const few = { condition: 'black,frozen', area: 'semarang-barat', class: 'flood' }
  expect(parseRoute(feedsLink(few))).toEqual({ room: 'feeds', filter: few })
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

test('a picture is asked for by its camera, its kind and its time', () => {
  expect(picturePath('cam/1', 'bad')).toBe('api/targets/cam%2F1/picture/bad')
  expect(picturePath('cam-1', 'good', '2026-11-23T01:02:03.000Z')).toBe(
    'api/targets/cam-1/picture/good?at=2026-11-23T01%3A02%3A03.000Z',
  )
})

test('what is no room is said to be none', () => {
  expect(parseRoute('#/nowhere')).toEqual({ room: 'lost' })
  expect(parseRoute('#/area')).toEqual({ room: 'lost' })
  expect(parseRoute('#/incident')).toEqual({ room: 'lost' })
  expect(parseRoute('#/target/x?hours=5')).toMatchObject({ hours: 24 })
  expect(parseRoute('#/target/%zz')).toMatchObject({ id: '%zz' })
})
