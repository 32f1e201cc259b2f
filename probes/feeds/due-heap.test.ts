import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DueHeap } from './due-heap.ts'

describe('the heap of what is due', () => {
  it('gives out what a sorted list would, whatever is moved and removed', () => {
    const step = fc.record({ position: fc.nat(19), due: fc.nat(50), remove: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = new DueHeap(20)
        const model = new Map<number, number>()
        for (const { position, due, remove } of steps) {
          if (remove) {
            heap.remove(position)
            model.delete(position)
          } else {
            heap.set(position, due)
            model.set(position, due)
          }
        }
        expect(heap.size).toBe(model.size)
        const given: number[] = []
        for (let at = heap.take(1000); at !== undefined; at = heap.take(1000)) {
          given.push(model.get(at) as number)
          model.delete(at)
        }
        expect(given).toEqual(given.toSorted((a, b) => a - b))
        expect(model.size).toBe(0)
      }),
      { numRuns: 200 },
    )
  })

  it('keeps what is not due yet', () => {
    const heap = new DueHeap(2)
    heap.set(1, 10)
    expect(heap.take(9)).toBeUndefined()
    expect(heap.dueOf(1)).toBe(10)
    expect(heap.take(10)).toBe(1)
    expect(heap.dueOf(1)).toBeUndefined()
  })
})
