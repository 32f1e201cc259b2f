import { expect, test } from 'vitest'
import type { Area, AreaId } from '../../../fleet/model.ts'
import { locationOf } from './location.ts'

const area = (lat?: number, lon?: number): Area => ({
  id: 'a' as AreaId,
  level: 'kecamatan',
  name: 'A',
  ...(lat === undefined || lon === undefined ? {} : { lat, lon }),
})

test('the middle of the areas that say where they are', () => {
  const areas = [area(-7, 110), area(), area(-8, 111)]
  expect(locationOf({ areas, timezone: 'Asia/Jakarta' }, {}, 0)).toEqual({ lat: -7.5, lon: 110.5 })
})

test('what is given goes before it, each by itself', () => {
  const areas = [area(-7, 110)]
  expect(locationOf({ areas, timezone: 'UTC' }, { lat: 1 }, 0)).toEqual({ lat: 1, lon: 110 })
})

test('without any the meridian of the clock', () => {
  expect(locationOf({ areas: [], timezone: 'Asia/Jakarta' }, {}, 0)).toEqual({ lat: 0, lon: 105 })
})
