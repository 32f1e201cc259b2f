import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

function rig() {
  const later: (() => void)[] = []
  const done: string[] = []
  const turns = new Turns((turn) => void later.push(turn))
  const halves = (name: string) => () => {
    done.push(`${name} 1`)
    turns.goOn(() => void done.push(`${name} 2`))
  }
  return { later, done, turns, halves, whole: (name: string) => () => void done.push(name) }
}

test('what comes while a rest waits is done behind it, each in a turn of its own', () => {
  const { later, done, turns, halves, whole } = rig()
  turns.take(whole('a'))
  turns.take(halves('b'))
  turns.take(halves('c'))
  turns.take(whole('d'))
  expect(done).toEqual(['a', 'b 1'])
  const seen: string[][] = []
  for (let turn = later.shift(); turn; turn = later.shift()) {
    turn()
    seen.push(done.splice(0))
  }
  expect(seen).toEqual([['a', 'b 1', 'b 2'], ['c 1'], ['c 2'], ['d']])
  turns.take(whole('e'))
  expect(done).toEqual(['e'])
})

test('nothing is lost or done twice when all that waits is finished at once', () => {
  const { later, done, turns, halves, whole } = rig()
  turns.take(halves('a'))
  turns.take(halves('b'))
  turns.take(whole('c'))
  turns.finish()
  expect(done).toEqual(['a 1', 'a 2', 'b 1', 'b 2', 'c'])
  for (let turn = later.shift(); turn; turn = later.shift()) turn()
  expect(done).toHaveLength(5)
})

test('what waits behind work that throws is done all the same', () => {
  const { later, done, turns, whole } = rig()
  turns.take(() =>
    turns.goOn(() => {
      throw new Error('broken')
    }),
  )
  turns.take(whole('a'))
  expect(() => later.shift()?.()).toThrow('broken')
  later.shift()?.()
  expect(done).toEqual(['a'])
})

test('a timer that is due has its turn before the rest', async () => {
  const turns = new Turns()
  const done: string[] = []
  await new Promise<void>((resolve) => {
    setTimeout(() => {
      setTimeout(() => done.push('timer'), 1)
      turns.take(() => {
        const until = performance.now() + 5
        while (performance.now() < until);
        turns.goOn(() => {
          done.push('rest')
          resolve()
        })
      })
    }, 1)
  })
  await wait(5)
  expect(done).toEqual(['timer', 'rest'])
})
