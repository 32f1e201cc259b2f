import { describe, expect, it } from 'vitest'
import type { EchoSink, EchoSocket, EchoStats } from './echo-socket.ts'
import { sweep } from './sweep.ts'
import { ALIVE, DEAD, REFUSED, UNSENDABLE } from './sweep-state.ts'

/** What comes of one echo: answers after so many milliseconds, or errors. */
type Fate = readonly (
  | { readonly ms: number }
  | { readonly ms: number; readonly type: number; readonly code: number }
)[]

interface Script {
  /** `asked`: how often this address was asked before. */
  fate(index: number, asked: number): Fate
  /** Negative errno. */
  readonly refuse?: (index: number) => number
  readonly blockedFirst?: number
  /** Microseconds that each send takes. */
  readonly sendUs?: number
}

/** A socket whose clock moves only when somebody sleeps. */
function scripted(script: Script) {
  let us = 1_000_000
  let stepUs = 0
  let dropped = 0
  let blocked = script.blockedFirst ?? 0
  const asked = new Map<number, number>()
  const arrivals: { at: number; tell(sink: EchoSink): void }[] = []
  const sendTimes: number[] = []
  const stats: EchoStats = { sent: 0, received: 0, stray: 0, errors: 0, blocked: 0 }
  const socket: EchoSocket = {
    kind: 'simulated',
    blocking: true,
    limits: [],
    stats,
    epochUs: 0,
    now: () => us + stepUs,
    monotonic: () => us,
    send: (targets, from, n, seq, sentAt) => {
      if (blocked > 0) {
        blocked--
        stats.blocked++
        return 0
      }
      for (let k = 0; k < n; k++) {
        const index = targets[from + k] ?? 0
        const errno = script.refuse?.(index) ?? 0
        if (errno < 0) return k > 0 ? k : errno
        sentAt[from + k] = us + stepUs
        sendTimes.push(us)
        stats.sent++
        const before = asked.get(index) ?? 0
        asked.set(index, before + 1)
        for (const event of script.fate(index, before)) {
          const at = us + event.ms * 1000
          arrivals.push({
            at,
            tell: (sink) => {
              if ('type' in event) sink.error(index, seq, event.type, event.code, 3)
              else sink.reply(index, seq, at + stepUs)
            },
          })
        }
      }
      us += script.sendUs ?? 0
      return n
    },
    drain: (sink) => {
      const due = arrivals.filter(({ at }) => at <= us)
      for (const arrival of due) {
        arrivals.splice(arrivals.indexOf(arrival), 1)
        arrival.tell(sink)
      }
      return due.length
    },
    sleep: (n) => {
      us += n
    },
    pause: async (n) => {
      us += n
      await Promise.resolve()
    },
    dropped: () => dropped,
    reporterAddress: () => '10.255.255.254',
    close: () => {},
  }
  return {
    socket,
    sendTimes,
    step: (n: number) => {
      stepUs += n
    },
    drop: (n: number) => {
      dropped += n
    },
    pass: (n: number) => {
      us += n
    },
  }
}

const answers: Fate = [{ ms: 20 }]

describe('a sweep', () => {
  it('finds the living and the dead, and asks the dead once more', async () => {
    const { socket } = scripted({ fate: (i) => (i % 20 === 7 ? [] : answers) })
    const result = await sweep(socket, 100)
    expect([result.alive, result.dead, result.undecided]).toEqual([95, 5, 0])
    expect(result.stats.sent).toBe(105)
    expect([result.state[7], result.tries[7], result.tries[8]]).toEqual([DEAD, 2, 1])
    expect(result.rttUs[8]).toBeCloseTo(20_000, 0)
    expect(result.rttUs[7]).toBeNaN()
    expect(result.unsure).toEqual([])
  })

  it('keeps its pace, with retries before new ones', async () => {
    const { socket, sendTimes } = scripted({ fate: () => [] })
    await sweep(socket, 4000, { packetsPerSecond: 2000, timeoutMs: 500 })
    const busiest = Math.max(
      ...sendTimes.map((at, i) => sendTimes.slice(i, i + 60).filter((t) => t < at + 10_000).length),
    )
    expect(sendTimes).toHaveLength(8000)
    // 10 ms of 2,000 a second are 20 packets; two ticks may be caught up with.
    expect(busiest).toBeLessThanOrEqual(28)
    expect((sendTimes.at(-1) ?? 0) - (sendTimes[0] ?? 0)).toBeGreaterThan(3_900_000)
  })

  it('credits a late answer to its own echo', async () => {
    const { socket } = scripted({
      fate: (_, asked) => (asked === 0 ? [{ ms: 1300 }] : []),
    })
    const result = await sweep(socket, 1)
    expect([result.state[0], result.late, result.tries[0]]).toEqual([ALIVE, 1, 2])
    expect(result.rttUs[0]).toBeCloseTo(1_300_000, -1)
  })

  it('does not take the answer to a second echo for a duplicate', async () => {
    const { socket } = scripted({
      fate: (i, asked) => (i === 0 ? [{ ms: asked === 0 ? 1010 : 8 }] : [{ ms: 3 }, { ms: 3 }]),
    })
    const result = await sweep(socket, 2)
    expect([result.alive, result.duplicates]).toEqual([2, 1])
  })

  it('keeps the last error with its reporter, and calls nobody dead for it', async () => {
    const { socket } = scripted({
      fate: (i, asked) => {
        if (i === 0) return [{ ms: 1, type: 3, code: 1 }]
        if (i === 1) return asked === 0 ? [{ ms: 1, type: 3, code: 13 }] : answers
        return answers
      },
    })
    const result = await sweep(socket, 3)
    expect([...result.state]).toEqual([REFUSED, ALIVE, ALIVE])
    expect([...result.cause]).toEqual([(3 << 8) | 1, (3 << 8) | 13, 0])
    expect(result.reporter[0]).toBe(3)
    expect([result.refused, result.dead]).toEqual([1, 0])
  })

  it('says who could not be sent to, and goes on with the rest', async () => {
    const { socket } = scripted({
      fate: () => answers,
      refuse: (i) => (i % 10 === 3 ? -101 : 0),
    })
    const result = await sweep(socket, 50)
    expect([result.unsendable, result.alive]).toEqual([5, 45])
    expect([result.state[13], result.errno[13]]).toEqual([UNSENDABLE, 101])
  })

  it('waits when the kernel wants a rest', async () => {
    const { socket } = scripted({ fate: () => answers, blockedFirst: 5 })
    for (const packetsPerSecond of [0, 1000]) {
      const result = await sweep(socket, 10, { packetsPerSecond, epoch: packetsPerSecond })
      expect(result.alive).toBe(10)
    }
  })

  it('asks candidates again in the confirm pass, later and them only', async () => {
    const { socket, sendTimes } = scripted({
      fate: (i, asked) => (i === 3 && asked < 3 ? [] : i === 4 ? [] : answers),
    })
    const result = await sweep(socket, 40, { confirm: { retries: 2, afterMs: 2000 } })
    expect([result.alive, result.dead]).toEqual([39, 1])
    expect([result.tries[3], result.tries[4], result.tries[5]]).toEqual([4, 4, 1])
    expect(
      Math.max(...sendTimes.slice(42).map((at, i) => at - (sendTimes[41 + i] ?? 0))),
    ).toBeGreaterThan(2_900_000)
  })

  it('drains before it judges: a thread that was away calls nobody late', async () => {
    const { socket, pass } = scripted({ fate: () => [{ ms: 900 }] })
    let away = false
    const sleep = socket.sleep
    socket.sleep = (us) => {
      sleep(us)
      if (!away) pass(5_000_000)
      away = true
    }
    const result = await sweep(socket, 20, { retries: 0 })
    expect([result.alive, result.dead]).toEqual([20, 0])
  })

  it('knows no times when the clock was set, and loses nobody', async () => {
    const { socket, step } = scripted({ fate: (i) => (i === 0 ? [] : answers) })
    const result = await sweep(socket, 10, {
      onProgress: () => {
        step(3_600_000_000)
      },
    })
    expect([result.alive, result.dead]).toEqual([9, 1])
    expect(result.unsure).toEqual(['clock-step'])
    expect(result.rttUs.every((rtt) => Number.isNaN(rtt))).toBe(true)
  })

  it('is not sure when packets were dropped here', async () => {
    const { socket, drop } = scripted({ fate: () => [] })
    const result = await sweep(socket, 2, { onProgress: () => drop(1) })
    expect(result.unsure).toEqual(['dropped-here'])
    expect(result.dropped).toBeGreaterThan(0)
  })

  it('gives what it has when aborted', async () => {
    const { socket } = scripted({ fate: (i) => (i < 100 ? answers : []) })
    const ending = new AbortController()
    const result = await sweep(socket, 1000, {
      packetsPerSecond: 1000,
      signal: ending.signal,
      onProgress: (decided) => {
        if (decided >= 100) ending.abort()
      },
    })
    expect([result.alive, result.dead]).toEqual([100, 0])
    expect(result.undecided).toBe(900)
  })

  it('tells answers of an earlier sweep apart', async () => {
    const { socket } = scripted({
      fate: (_, asked) => (asked === 0 ? [{ ms: 1500 }] : []),
    })
    const first = await sweep(socket, 1, { retries: 0, epoch: 1 })
    const second = await sweep(socket, 1, { retries: 0, epoch: 2 })
    expect([first.dead, second.dead, second.stale]).toEqual([1, 1, 1])
  })

  it('is over at once with nobody to ask', async () => {
    const { socket } = scripted({ fate: () => [] })
    expect(await sweep(socket, 0)).toMatchObject({ alive: 0, undecided: 0 })
  })

  it.each([
    [{ timeoutMs: 0 }, 'timeoutMs'],
    [{ timeoutMs: 60_001 }, 'timeoutMs'],
    [{ retries: 8 }, 'retries'],
    [{ retries: 6, confirm: { retries: 2, afterMs: 0 } }, 'retries'],
    [{ packetsPerSecond: 50_001 }, 'packetsPerSecond'],
    [{ packetsPerSecond: -1 }, 'packetsPerSecond'],
  ])('refuses %o', async (options, word) => {
    const { socket } = scripted({ fate: () => [] })
    await expect(sweep(socket, 1, options)).rejects.toThrow(word)
  })
})
