import { expect, test } from 'vitest'
import { attribute, nodes, readXml, text } from './xml.ts'

const xml = (source: string) => readXml(Buffer.from(source))

test('local names count, whatever the prefix and the namespace', () => {
  const found = xml(
    '\uFEFF<?xml version="1.0"?><a:list xmlns:a="urn:x"><a:one k="v">1</a:one><b:one xmlns:b="urn:y"> 2 &amp; 3 </b:one></a:list>\n',
  )
  expect(found?.name).toBe('list')
  const ones = nodes(found?.root, 'one')
  expect(ones.map((one) => text(one))).toEqual(['1', '2 & 3'])
  expect(attribute(ones[0] ?? '', 'k')).toBe('v')
  expect(nodes(found?.root, 'none', 'deeper')).toEqual([])
  expect(text(found?.root, 'none')).toBeUndefined()
})

test('an empty root is a document', () => {
  expect(xml('<?xml version="1.0"?>\n<a:hddList xmlns:a="urn:x"/>')?.name).toBe('hddList')
})

test('names of the language itself are only names', () => {
  const found = xml('<a><toString>1</toString><hasOwnProperty>2</hasOwnProperty></a>')
  expect(found === undefined || text(found.root, 'valueOf') === undefined).toBe(true)
  expect(text(xml('<a>1</a>')?.root, 'constructor', 'name')).toBeUndefined()
})

test.each([
  ['a web page', '<!DOCTYPE html><html></html>'],
  ['what breaks off', '<list><one>1</one><one>2'],
  ['what breaks off after a tag', '<list><one>1</one>'],
  ['an empty tag at the break', '<list><one/>'],
  ['two roots', '<a>1</a><b>2</b>'],
  ['no XML', 'Error\r\nBad Request!'],
  ['nothing', ''],
  ['entities of its own', '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'],
  ['an entity without a DOCTYPE', '<!ENTITY x "ha"><a>&x;</a>'],
  ['a thousand levels', `${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`],
  [
    'a flood of attributes',
    `<a ${Array.from({ length: 60_000 }, (_, i) => `b${i}="1"`).join(' ')}/>`,
  ],
  ['a flood of tags', `<a>${'<b/>'.repeat(30_000)}</a>`],
  ['a flood of references', `<a>${'&amp;'.repeat(2000)}</a>`],
  ['more than half a megabyte', `<a>${'x'.repeat(600_000)}</a>`],
])('%s is not read', (_, source) => {
  expect(xml(source)).toBeUndefined()
})

test('long texts are cut', () => {
  expect(text(xml(`<a>${'x'.repeat(10_000)}</a>`)?.root)).toHaveLength(500)
})
