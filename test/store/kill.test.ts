// kill -9 loses nothing that was acknowledged; 50 times in test/soak/store-kill.ts.
import { expect, it } from 'vitest'
import { killWriters } from './kill.ts'

it('kill -9 at 3 random moments: the file opens, nothing acknowledged is missing', async () => {
  const { failures, acknowledged } = await killWriters(3, () => {})
  expect(failures).toEqual([])
  expect(acknowledged).toBeGreaterThan(0)
})
