import { expect, test } from 'vitest'
import { Closing } from './closing.ts'

test('closes in reverse order, once, and the rest even where one fails', async () => {
  const closed: string[] = []
  const closing = new Closing()
  closing.defer(() => void closed.push('store'))
  closing.defer(async () => {
    throw new Error('the page would not close')
  })
  closing.defer(async () => void closed.push('round'))
  await expect(closing.close()).rejects.toThrow('the page would not close')
  expect(closed).toEqual(['round', 'store'])
  await closing.close()
  expect(closed).toEqual(['round', 'store'])
})
