import { expect, it } from 'vitest'
import { RondaError } from '../../fleet/error.ts'
import { AddressList, AddressListBuilder } from './address-list.ts'

it('keeps mixed addresses in their order, each family in rows of its own', () => {
  const list = AddressList.fromStrings(['10.0.0.1', 'fd00::2', '10.0.0.3', '::4'])
  expect([0, 1, 2, 3].map((i) => list.text(i))).toEqual(['10.0.0.1', 'fd00::2', '10.0.0.3', '::4'])
  expect([0, 1, 2, 3].map((i) => list.isIPv6(i))).toEqual([false, true, false, true])
  expect([...(list.rows ?? [])]).toEqual([0, ~0, 1, ~1])
  expect([list.count, list.v4.count, list.v6.count]).toEqual([4, 2, 2])
})

it('has no rows to translate where there is one family', () => {
  expect(AddressList.fromStrings(['10.0.0.1', '10.0.0.2']).rows).toBeUndefined()
  const v6 = AddressList.fromStrings(['::1', '::2'])
  expect([v6.rows, v6.text(1), v6.isIPv6(0)]).toEqual([undefined, '::2', true])
})

it('finds the row of an address', () => {
  const addresses = Array.from({ length: 5000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
  const list = AddressList.fromStrings(addresses)
  const table = list.table(4)
  for (const i of [0, 1, 255, 256, 4999]) expect(table.find(list.v4.words, i)).toBe(i)
  expect(table.find(Uint32Array.of(0xffff_ffff), 0)).toBe(-1)
  const v6 = AddressList.fromStrings(['fd00::1', 'fd00::2'])
  expect(v6.table(6).find(v6.v6.words, 4)).toBe(1)
  expect(v6.table(6).find(Uint32Array.of(0, 0, 0, 0), 0)).toBe(-1)
})

it('names all that are wrong at once', () => {
  const act = () => AddressList.fromStrings(['10.0.0.1', 'nowhere', '10.0.0.256', '10.0.0.1'])
  expect(act).toThrow(RondaError)
  expect(act).toThrow('position 1: "nowhere" is no address\nposition 2: "10.0.0.256" is no address')
})

it('refuses an address that stands twice, in whatever spelling', () => {
  expect(() => AddressList.fromStrings(['fd00::1', '10.0.0.1', 'FD00:0::1'])).toThrow(
    'positions 0 and 2: fd00::1 stands twice',
  )
  expect(() => AddressList.fromStrings(['10.0.0.1', '::ffff:10.0.0.1'])).toThrow('stands twice')
  const builder = new AddressListBuilder()
  for (const text of ['10.0.0.1', '10.0.0.1']) builder.addText(text)
  const list = builder.build()
  expect(() => list.table(4)).toThrow('positions 0 and 1')
  expect(() => list.table(4)).toThrow('positions 0 and 1')
})

it('grows beyond what was expected', () => {
  const builder = new AddressListBuilder(0)
  for (let i = 0; i < 1000; i++)
    builder.addText(i % 2 ? `10.0.${i >> 8}.${i & 255}` : `::${i.toString(16)}`)
  const list = builder.build()
  expect([list.count, list.text(998), list.text(999)]).toEqual([1000, '::3e6', '10.0.3.231'])
})
