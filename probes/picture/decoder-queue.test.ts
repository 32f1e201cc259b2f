import { expect, test } from 'vitest'
import type { Keyframe } from '../rtsp/stream-look.ts'
import { DecoderQueue, type QueueOptions } from './decoder-queue.ts'
import type { Decoded } from './picture.ts'

const PLANE = new Uint8Array(1)

/** A queue whose batches end when the test says so. `n` of a keyframe is its first octet. */
function queueOf(options: Partial<QueueOptions> = {}) {
  const batches: { readonly of: readonly number[]; readonly side: number | undefined }[] = []
  const ends: (() => void)[] = []
  const queue = new DecoderQueue({
    batch: 4,
    waitMs: 60_000,
    atOnce: 2,
    decode: (keyframes, side) => {
      batches.push({ of: keyframes.map(({ data }) => data[0] ?? -1), side })
      return new Promise((resolve) => {
        ends.push(() => resolve(keyframes.map(({ data }) => pictureOf(data[0] ?? -1))))
      })
    },
    ...options,
  })
  return { queue, batches, end: (batch: number) => ends[batch]?.() }
}

const pictureOf = (n: number): Decoded => ({
  thumb: { luma: Uint8Array.of(n), u: PLANE, v: PLANE },
})

function keyframe(n: number, width = 640, height = 360): Keyframe {
  return { codec: 'h264', data: Uint8Array.of(n), width, height }
}

test('a full batch goes at once, and everybody gets his own', async () => {
  const { queue, batches, end } = queueOf()
  const asked = [0, 1, 2, 3, 4].map((n) => queue.add(keyframe(n), undefined))
  expect(batches).toEqual([{ of: [0, 1, 2, 3], side: undefined }])
  end(0)
  const first = await Promise.all(asked.slice(0, 4))
  expect(first.map((it) => it?.thumb.luma[0])).toEqual([0, 1, 2, 3])
  expect(queue.waiting).toBe(1)
  await queue.close()
})

test('one that does not fill goes after a while; with and without JPEG apart', async () => {
  const { queue, batches, end } = queueOf({ waitMs: 5 })
  const asked = [queue.add(keyframe(1), 320), queue.add(keyframe(2), undefined)]
  await expect.poll(() => batches.length).toBe(2)
  expect(batches).toEqual([
    { of: [1], side: 320 },
    { of: [2], side: undefined },
  ])
  end(0)
  end(1)
  expect((await Promise.all(asked)).map((it) => it?.thumb.luma[0])).toEqual([1, 2])
  await queue.close()
})

test('no more batches at once than allowed; the next goes when one ends', async () => {
  const { queue, batches, end } = queueOf({ batch: 1 })
  const asked = [1, 2, 3, 4].map((n) => queue.add(keyframe(n), undefined))
  expect(batches.map(({ of }) => of)).toEqual([[1], [2]])
  end(1)
  await asked[1]
  expect(batches.map(({ of }) => of)).toEqual([[1], [2], [3]])
  end(0)
  end(2)
  await asked[2]
  end(3)
  await Promise.all(asked)
  await queue.close()
})

test('beside a batch that runs another one goes only when many wait, or one for long', async () => {
  const { queue, batches } = queueOf({ batch: 2, atOnce: 3 })
  const asked = [1, 2, 3, 4].map((n) => queue.add(keyframe(n), undefined))
  expect(batches.map(({ of }) => of)).toEqual([[1, 2]])
  asked.push(queue.add(keyframe(5), undefined), queue.add(keyframe(6), undefined))
  expect(batches.map(({ of }) => of)).toEqual([
    [1, 2],
    [3, 4],
  ])
  const slow = queueOf({ batch: 1, waitMs: 2 })
  asked.push(slow.queue.add(keyframe(1), undefined), slow.queue.add(keyframe(2), undefined))
  expect(slow.batches.map(({ of }) => of)).toEqual([[1]])
  await expect.poll(() => slow.batches.length).toBe(2)
})

test('large pictures go in smaller batches', async () => {
  const { queue, batches, end } = queueOf()
  const asked = [1, 2, 3, 4].map((n) => queue.add(keyframe(n, 3840, 2160), undefined))
  end(0)
  await asked[0]
  expect(batches[0]?.of).toEqual([1])
  await queue.close()
})

test('a batch that breaks gives nothing, and the queue goes on', async () => {
  const { queue } = queueOf({ batch: 1, decode: () => Promise.reject(new Error('broken')) })
  expect(await queue.add(keyframe(1), undefined)).toBeUndefined()
  expect(await queue.add(keyframe(2), undefined)).toBeUndefined()
  expect(queue.waiting).toBe(0)
  await queue.close()
})

test('1,000 wait at most; closing lets go of all that waits', async () => {
  const { queue, end } = queueOf({ batch: 1, atOnce: 1 })
  const asked = Array.from({ length: 1000 }, (_, n) => queue.add(keyframe(n & 255), undefined))
  expect(await queue.add(keyframe(0), undefined)).toBeUndefined()
  const closed = queue.close()
  expect(await Promise.all(asked.slice(1))).toEqual(asked.slice(1).map(() => undefined))
  end(0)
  await closed
  expect(await asked[0]).toBeDefined()
  expect(await queue.add(keyframe(0), undefined)).toBeUndefined()
})
