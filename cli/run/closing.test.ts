import { expect, test } from 'vitest'
import { Closing } from './closing.ts'

test('what failed first is thrown, what failed in closing after it is told', async () => {
  const told: unknown[] = []
  const closing = new Closing()
  const closingFails = (): void =>
    closing.defer(() => {
      throw new Error('the disk is full')
    })
  const tell = (error: unknown): void => void told.push(error)
  closingFails()
  const broken = closing.after(() => Promise.reject(new Error('the port is taken')), tell)
  await expect(broken).rejects.toThrow('the port is taken')
  expect(told).toEqual([new Error('the disk is full')])

  closingFails()
  await expect(closing.after(async () => 1, tell)).rejects.toThrow('the disk is full')
  expect(told).toHaveLength(1)
  expect(await closing.after(async () => 1, tell)).toBe(1)
})

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
