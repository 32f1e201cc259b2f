import { expect, test } from 'vitest'
import { differences } from './differences.ts'

test('names each key with what was and what is to be', () => {
  const found = { title: 'Old', panels: [{ id: 1 }, { id: 2 }], gone: 'x' }
  const wanted = { title: 'New', panels: [{ id: 1 }], made: true }
  expect(differences(found, wanted).list).toEqual([
    { key: 'title', old: '"Old"', new: '"New"' },
    { key: 'panels[1]', old: '{"id":2}' },
    { key: 'made', new: 'true' },
    { key: 'gone', old: '"x"' },
  ])
})

test('loosely, keys that Grafana added do not count, and entries of lists do', () => {
  const found = { id: 7, panels: [{ id: 1, pluginVersion: '13' }, { id: 2 }] }
  expect(differences(found, { panels: [{ id: 1 }] }, true).list).toEqual([
    { key: 'panels[1]', old: '{"id":2}' },
  ])
})

test('what is empty is the same as what is not there', () => {
  expect(differences({ a: [], b: '', c: null, d: false, e: {} }, {}).list).toEqual([])
})

test('tells no more than 20 keys, none of them long, and counts the rest', () => {
  const wanted = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`k${i}`, 'x'.repeat(500)]),
  )
  const { list, more } = differences({}, wanted)
  expect([list.length, more]).toEqual([20, 10])
  expect(list[0]?.new?.length).toBeLessThan(90)
})

test('tells nothing that may be secret, whoever wrote it', () => {
  const found = {
    settings: { password: 'p1', http_config: { authorization: { credentials: 'p2' } } },
  }
  const wanted = { settings: { headers: { 'X-Key': 'p3' } } }
  expect(JSON.stringify(differences(found, wanted))).not.toMatch(/p\d/)
})

test('of two long texts shows where they part', () => {
  const [found, wanted] = [`${'x'.repeat(200)} old end`, `${'x'.repeat(200)} new end`]
  expect(differences({ template: found }, { template: wanted }).list).toEqual([
    {
      key: 'template',
      old: `"...${'x'.repeat(19)} old end"`,
      new: `"...${'x'.repeat(19)} new end"`,
    },
  ])
})
