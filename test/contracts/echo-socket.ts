// What every echo socket must do, whatever it is made of. Run by test/icmp/echo-sockets.test.ts.
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'
import { openInjector } from '../rigs/inject.ts'

/** Somebody who can be asked, and what is known of him. */
export interface EchoWorld {
  /** Options that a world cannot heed, it leaves out. */
  open(
    addresses: readonly string[],
    options?: { readonly receiveBufferBytes?: number },
  ): Promise<EchoSocket>
  /** At least 300 that answer. */
  readonly alive: readonly string[]
  readonly dead: readonly string[]
  readonly refused?: readonly Refused[]
  /** Answered for by another address. */
  readonly foreign?: readonly string[]
  /** Answers after `lateMs`. */
  readonly late?: { readonly address: string; readonly lateMs: number }
  /** No way to it from here. */
  readonly unsendable?: string
  /** All answers come twice while it is on. */
  duplicates?(on: boolean): Promise<void>
  /** For garbled packets; absent where nothing comes from a network. */
  readonly loopback?: { readonly address: string; readonly family: 4 | 6 }
  /** Round trips are no shorter than this. */
  readonly leastRttUs: number
  /** Tests that this world cannot pass, each with the reason. */
  readonly exceptions: Readonly<Partial<Record<ContractTest, string>>>
}

export interface Refused {
  readonly address: string
  readonly type: number
  readonly codes: readonly number[]
  readonly reporter: string
}

export type ContractTest =
  | 'answers'
  | 'times'
  | 'silence'
  | 'refused'
  | 'foreign'
  | 'duplicates'
  | 'late'
  | 'two at once'
  | 'sequence numbers'
  | 'many'
  | 'unsendable'
  | 'dropped'
  | 'garbled'
  | 'closed'

interface Heard {
  readonly replies: { readonly index: number; readonly seq: number; readonly stampUs: number }[]
  readonly errors: {
    readonly index: number
    readonly seq: number
    readonly type: number
    readonly code: number
    readonly reporter: string
  }[]
}

const PATIENCE_MS = 3000
const SILENCE_MS = 200

/** Declares the suite; `world` is asked for when the tests run. */
export function echoSocketContract(
  world: () => EchoWorld,
  exceptions: EchoWorld['exceptions'] = {},
): void {
  const promise = (name: ContractTest, body: (world: EchoWorld) => Promise<void>): void => {
    const why = exceptions[name]
    if (why !== undefined) it.skip(`${name} [${why}]`, () => {})
    else it(name, async () => await body(world()))
  }

  promise('answers', async ({ open, alive }) => {
    await using(open(alive.slice(0, 40)), async (socket) => {
      expect(send(socket, range(40), 7).sent).toBe(40)
      const heard = await listen(socket, ({ replies }) => replies.length >= 40)
      expect(heard.replies.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(40))
      expect(heard.replies.every(({ seq }) => seq === 7)).toBe(true)
      expect(heard.errors).toEqual([])
      expect(socket.stats).toMatchObject({ sent: 40, received: 40, stray: 0, errors: 0 })
      expect(socket.dropped()).toBe(0)
    })
  })

  promise('times', async ({ open, alive, leastRttUs }) => {
    await using(open(alive.slice(0, 20)), async (socket) => {
      expect(Math.abs(socket.epochUs + socket.now() - Date.now() * 1000)).toBeLessThan(1e6)
      const before = socket.now()
      const { sentAt } = send(socket, range(20), 1)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= 20)
      const known = replies.filter(({ index }) => !Number.isNaN(sentAt[index]))
      expect(known.length).toBeGreaterThan(0)
      for (const { index, stampUs } of known) {
        const at = sentAt[index] ?? Number.NaN
        expect(at).toBeGreaterThanOrEqual(before)
        // A send time is interpolated within a batch of at most 500 us.
        expect(stampUs - at).toBeGreaterThan(leastRttUs - 500)
        expect(stampUs - at).toBeLessThan(PATIENCE_MS * 1000)
      }
      const began = socket.monotonic()
      if (socket.blocking) socket.sleep(3000)
      else await socket.pause(3000)
      expect(socket.monotonic() - began).toBeGreaterThan(1500)
    })
  })

  promise('silence', async ({ open, alive, dead }) => {
    const [living = '', silent = ''] = [alive[0], dead[0]]
    await using(open([silent, living]), async (socket) => {
      expect(send(socket, [0, 1], 3).sent).toBe(2)
      const heard = await listen(socket, () => false, SILENCE_MS)
      expect(heard.replies.map(({ index }) => index)).toEqual([1])
      expect(heard.errors).toEqual([])
    })
  })

  promise('refused', async ({ open, alive, refused = [] }) => {
    const addresses = [...refused.map(({ address }) => address), ...alive.slice(0, 100)]
    await using(open(addresses), async (socket) => {
      // The living are asked among the refused, again and again: an error about one must not become another's.
      const heard: Heard = { replies: [], errors: [] }
      for (let round = 0; round < 3; round++) {
        for (let i = 0; i < addresses.length; i += 5) {
          const some = range(Math.min(5, addresses.length - i)).map((k) => i + k)
          expect(send(socket, some, round).sent).toBe(some.length)
          await listen(socket, () => false, 1, heard)
        }
      }
      await listen(
        socket,
        ({ errors, replies }) => errors.length >= refused.length * 3 && replies.length >= 300,
        PATIENCE_MS,
        heard,
      )
      for (const [index, { type, codes, reporter }] of refused.entries()) {
        const own = heard.errors.filter((error) => error.index === index)
        expect(own.map(({ seq }) => seq).sort()).toEqual([0, 1, 2])
        for (const error of own) {
          expect(error).toMatchObject({ type, reporter })
          expect(codes).toContain(error.code)
        }
      }
      expect(heard.replies).toHaveLength(300)
      expect(heard.errors).toHaveLength(refused.length * 3)
      expect(socket.stats.errors).toBe(refused.length * 3)
    })
  })

  promise('foreign', async ({ open, foreign = [] }) => {
    await using(open(foreign), async (socket) => {
      expect(foreign.length).toBeGreaterThan(0)
      send(socket, range(foreign.length), 1)
      const heard = await listen(socket, () => false, SILENCE_MS)
      expect(heard.replies).toEqual([])
      expect(socket.stats.stray).toBe(foreign.length)
    })
  })

  promise('duplicates', async ({ open, alive, duplicates }) => {
    await duplicates?.(true)
    await using(open(alive.slice(0, 5)), async (socket) => {
      send(socket, range(5), 2)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= 10)
      for (const index of range(5))
        expect(replies.filter((reply) => reply.index === index)).toHaveLength(2)
      expect(socket.stats.received).toBe(10)
    }).finally(() => duplicates?.(false))
  })

  promise('late', async ({ open, late }) => {
    await using(open([late?.address ?? '']), async (socket) => {
      const first = socket.now()
      send(socket, [0], 0)
      await socket.pause(50_000)
      const second = socket.now()
      send(socket, [0], 1)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= 2)
      expect(replies.map(({ seq }) => seq)).toEqual([0, 1])
      const [a, b] = replies
      const lateUs = (late?.lateMs ?? 0) * 1000
      expect(Math.abs((a?.stampUs ?? 0) - first - lateUs)).toBeLessThan(50_000)
      expect(Math.abs((b?.stampUs ?? 0) - second - lateUs)).toBeLessThan(50_000)
    })
  })

  promise('two at once', async ({ open, alive, dead }) => {
    const addresses = [...alive.slice(0, 50), dead[0] ?? '']
    await using(open(addresses), async (one) => {
      await using(open(addresses), async (other) => {
        send(one, range(51), 5)
        send(other, range(51), 5)
        const [a, b] = [
          await listen(one, () => false, SILENCE_MS),
          await listen(other, () => false, 50),
        ]
        for (const { replies } of [a, b]) {
          expect(replies).toHaveLength(50)
          expect(new Set(replies.map(({ index }) => index)).size).toBe(50)
          expect(replies.some(({ index }) => index === 50)).toBe(false)
        }
        expect([one.stats.stray, other.stats.stray]).toEqual([0, 0])
      })
    })
  })

  promise('sequence numbers', async ({ open, alive }) => {
    await using(open(alive.slice(0, 1)), async (socket) => {
      const asked = [0, 1, 255, 256, 32_768, 65_535]
      for (const seq of asked) send(socket, [0], seq)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= asked.length)
      expect(replies.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(asked)
    })
  })

  promise('many', async ({ open, alive }) => {
    await using(open(alive.slice(0, 200)), async (socket) => {
      // Fewer than the default receive buffer holds, as all answers may come at once.
      // From the middle of the list of targets, and more than one batch: times stand where their targets stand.
      const targets = Int32Array.from({ length: 200 }, (_, k) => 199 - k)
      const sentAt = new Float64Array(200).fill(-1)
      let from = 10
      while (from < 200) {
        const went = socket.send(targets, from, 200 - from, 9, sentAt)
        expect(went).toBeGreaterThanOrEqual(0)
        from += went
        if (went === 0) await socket.pause(1000)
      }
      expect([...sentAt.slice(0, 10)]).toEqual(new Array(10).fill(-1))
      expect(sentAt.slice(10).includes(-1)).toBe(false)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= 190)
      expect(new Set(replies.map(({ index }) => index)).size).toBe(190)
      expect(replies.every(({ index }) => index < 190)).toBe(true)
    })
  })

  promise('unsendable', async ({ open, alive, unsendable = '' }) => {
    await using(open([alive[0] ?? '', unsendable, alive[1] ?? '']), async (socket) => {
      const targets = Int32Array.of(0, 1, 2)
      const sentAt = new Float64Array(3)
      expect(socket.send(targets, 0, 3, 1, sentAt)).toBe(1)
      expect(socket.send(targets, 1, 2, 1, sentAt)).toBeLessThan(0)
      expect(socket.send(targets, 2, 1, 1, sentAt)).toBe(1)
      const { replies } = await listen(socket, ({ replies }) => replies.length >= 2)
      expect(replies.map(({ index }) => index).sort()).toEqual([0, 2])
    })
  })

  promise('dropped', async ({ open, alive }) => {
    await using(open(alive.slice(0, 300), { receiveBufferBytes: 2048 }), async (socket) => {
      send(socket, range(300), 1)
      await socket.pause(100_000)
      const { replies } = await listen(socket, () => false, 50)
      expect(replies.length).toBeLessThan(300)
      expect(socket.dropped()).toBe(300 - replies.length)
    })
  })

  promise('garbled', async ({ open, loopback }) => {
    const { address, family } = loopback ?? { address: '', family: 4 }
    await using(open([address]), async (socket) => {
      const injector = openInjector(family)
      const reply = family === 4 ? 0 : 129
      const message = new Uint8Array(24)
      // Every id, so that ours is among them: right type, right id, wrong everything else.
      for (let id = 0; id < 65_536; id++) {
        message.fill(id * 31, 8)
        message.set([reply, 0, 0, 0, id >> 8, id & 255, 0, 0])
        injector.send(message.subarray(0, 8 + (id % 17)))
        if (id % 500 === 0) await listen(socket, () => false, 0)
      }
      for (let length = 0; length < 60; length++) {
        const noise = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255)
        for (const type of [0, 1, 3, 4, 11, 12, 129]) {
          if (length > 0) noise[0] = type
          injector.send(noise)
        }
      }
      const heard = await listen(socket, () => false, 50)
      injector.close()
      expect(heard).toEqual({ replies: [], errors: [] })
      send(socket, [0], 4)
      const after = await listen(socket, ({ replies }) => replies.length >= 1)
      expect(after.replies.map(({ seq }) => seq)).toEqual([4])
    })
  })

  promise('closed', async ({ open, alive }) => {
    const addresses = alive.slice(0, 2)
    ;(await open(addresses)).close()
    const before = openFiles()
    for (let i = 0; i < 20; i++) (await open(addresses)).close()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(openFiles()).toBeLessThanOrEqual(before)
    const socket = await open(addresses)
    socket.close()
    socket.close()
    expect(send(socket, [0, 1], 1).sent).toBe(0)
    expect(await listen(socket, () => false, 20)).toEqual({ replies: [], errors: [] })
  })
}

function send(
  socket: EchoSocket,
  indexes: readonly number[],
  seq: number,
): { readonly sent: number; readonly sentAt: Float64Array } {
  const sentAt = new Float64Array(indexes.length).fill(Number.NaN)
  const sent = socket.send(Int32Array.from(indexes), 0, indexes.length, seq, sentAt)
  return { sent, sentAt }
}

/** Drains into `heard` until `enough` or `ms` have passed. */
async function listen(
  socket: EchoSocket,
  enough: (heard: Heard) => boolean,
  ms: number = PATIENCE_MS,
  heard: Heard = { replies: [], errors: [] },
): Promise<Heard> {
  const until = performance.now() + ms
  do {
    socket.drain({
      reply: (index, seq, stampUs) => heard.replies.push({ index, seq, stampUs }),
      error: (index, seq, type, code, reporter) =>
        heard.errors.push({ index, seq, type, code, reporter: socket.reporterAddress(reporter) }),
    })
    if (enough(heard)) break
    await socket.pause(2000)
  } while (performance.now() < until)
  return heard
}

async function using(
  opening: Promise<EchoSocket>,
  body: (socket: EchoSocket) => Promise<void>,
): Promise<void> {
  const socket = await opening
  try {
    await body(socket)
  } finally {
    socket.close()
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length
}
