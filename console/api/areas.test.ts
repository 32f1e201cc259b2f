import { expect, test } from 'vitest'
import { fakeLive } from '../../test/console/fake-live.ts'
import { areaLister } from './areas.ts'

test('names kecamatan and kelurahan, each kelurahan behind its kecamatan', async () => {
  const live = fakeLive(6)
  const { areas } = await areaLister(live)()
  const named = [...live.city.areas.values()].filter(({ level }) => /^ke/.test(level))
  expect(areas).toEqual(named)
  expect(areas.slice(0, 2)).toEqual([
    { id: 'banyumanik', name: 'Banyumanik', level: 'kecamatan' },
    { id: 'banyumanik.k1', name: 'Banyumanik 1', level: 'kelurahan', parent: 'banyumanik' },
  ])
})

test('asks the program once, and again after it failed', async () => {
  const live = fakeLive(6)
  let asked = 0
  const summary = (): ReturnType<typeof live.summary> => {
    asked++
    return asked === 1 ? Promise.reject(new Error('not now')) : live.summary()
  }
  const list = areaLister({ ...live, summary })
  await expect(list()).rejects.toThrow('not now')
  expect(await list()).toEqual(await list())
  expect(asked).toBe(2)
})
