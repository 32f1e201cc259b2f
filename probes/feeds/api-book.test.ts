import { describe, expect, it } from 'vitest'
import { OPTIONS } from '../../test/feeds/doubles.ts'
import type { NvrLook } from '../nvr/nvr-look.ts'
import { ApiBook } from './api-book.ts'

const MINUTE = 60_000
const ALL = { storage: true, device: true }
const SLOTS_ONLY = { storage: false, device: false }

function answer(over: Partial<NvrLook> = {}): NvrLook {
  return { at: 0, fault: undefined, slots: [{ slot: 2, connected: 'no' }], rungs: [], ...over }
}

describe('when the API of an NVR is asked', () => {
  it('is at first for everything, then for slots, and for disks hourly', () => {
    const book = new ApiBook(OPTIONS)
    expect(book.questions(0, 0, [1], false)).toEqual(ALL)
    book.answered(0, answer(), ALL, 0)
    expect(book.questions(0, 4 * MINUTE, [1], false)).toBeUndefined()
    expect(book.questions(0, 5 * MINUTE, [1], false)).toEqual(SLOTS_ONLY)
    expect(book.questions(0, 60 * MINUTE, [1], false)).toEqual(ALL)
    expect(book.questions(1, 1, [1], false)).toEqual(ALL)
  })

  it('is sooner for a look that confirms, and for a slot that had no video', () => {
    const book = new ApiBook(OPTIONS)
    book.answered(0, answer(), ALL, 0)
    expect(book.questions(0, 10_000, [1], true)).toBeUndefined()
    expect(book.questions(0, 30_000, [1], true)).toEqual(SLOTS_ONLY)
    expect(book.questions(0, 30_000, [1], false)).toBeUndefined()
    expect(book.questions(0, 30_000, [2], false)).toEqual(SLOTS_ONLY)
  })

  it('is not sooner where it failed, and hourly where it is not known', () => {
    const book = new ApiBook(OPTIONS)
    book.answered(0, answer({ fault: 'timeout', slots: [] }), ALL, 0)
    expect(book.questions(0, 30_000, [1], true)).toBeUndefined()
    expect(book.questions(0, 5 * MINUTE, [1], false)).toEqual(ALL)
    book.answered(1, answer({ fault: 'unsupported', slots: [] }), ALL, 0)
    expect(book.questions(1, 30 * MINUTE, [1], true)).toBeUndefined()
    expect(book.questions(1, 60 * MINUTE, [1], false)).toEqual(ALL)
  })
})
