import { expect, test } from 'vitest'
import { reasonOf } from './letters.ts'

test('letters that differ only in their line have one reason', () => {
  expect(
    reasonOf(
      `partial write: unable to parse 'uplink,id=UPL-1,kec= up=1i 17': missing tag value dropped=0`,
    ),
  ).toBe(`partial write: unable to parse '…': missing tag value`)
  const conflict =
    'field type conflict: input field "rtt_dms" on measurement "uplink" is type float'
  expect(reasonOf(`${conflict} dropped=17`)).toBe(conflict)
  expect(reasonOf(`bad timestamp: '12'`)).toBe(`bad timestamp: '12'`)
})
