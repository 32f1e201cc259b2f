import { expect, test } from 'vitest'
import { giveBack } from './keyframe-bytes.ts'

test('bytes of their own are given back, those that share their memory are not', () => {
  const own = Uint8Array.of(1, 2, 3)
  const [one, other] = [new Uint8Array(8).subarray(0, 4), Buffer.from('ab')]
  for (const bytes of [own, one, other]) giveBack(bytes)
  expect([own.length, one.length, other.toString()]).toEqual([0, 4, 'ab'])
})
