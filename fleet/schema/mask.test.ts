import { expect, test } from 'vitest'
import { cameraKind } from './camera.ts'

const CELLS = { id: 'c', owner: 'o', class: 'rt', nvr: 'n', slot: '1', area: 'a' }

function told(masks: readonly string[]): readonly string[] {
  const read = cameraKind.read({ ...CELLS, masks })
  return 'issues' in read ? read.issues.map(({ message }) => message) : []
}

test('masks are read in percents', () => {
  const read = cameraKind.read({ ...CELLS, masks: ['0,90,40,10', '60,0,40,10'] })
  expect('value' in read && read.value.masks).toEqual([
    { x: 0, y: 90, width: 40, height: 10 },
    { x: 60, y: 0, width: 40, height: 10 },
  ])
})

test('masks that leave next to nothing are refused, also where only all of them together do', () => {
  expect(told(['0,0,100,100'])).toHaveLength(1)
  expect(told(['0,0,50,100', '40,0,50,100'])).toHaveLength(1)
  expect(told(['0,0,50,100', '0,0,60,100'])).toEqual([])
})

test('what is no mask, or lies outside, is told', () => {
  for (const wrong of ['1,2,3', '0,0,0,5', '90,0,20,10', 'a,b,c,d']) {
    expect(told([wrong]), wrong).toHaveLength(1)
  }
})
