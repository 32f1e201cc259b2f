import { networkInterfaces } from 'node:os'
import { expect, it } from 'vitest'
import { createOwnAddresses } from './own-addresses.ts'

it('knows every address of this machine, and no other', () => {
  const own = createOwnAddresses()
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? [])
  for (const { address } of all) expect(own.has(address, 0)).toBe(true)
  expect(own.has('192.0.2.9', 0)).toBe(false)
})
