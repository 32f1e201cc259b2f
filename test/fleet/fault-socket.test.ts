// The fault-injecting socket keeps the contract of echo sockets, whatever it is laid around.
import { afterAll, beforeAll, describe } from 'vitest'
import { injectFaults } from '../../city/fault-socket.ts'
import type { Fault } from '../../city/script.ts'
import { simulated } from '../../city/simulated-socket.ts'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { type EchoWorld, echoSocketContract } from '../contracts/echo-socket.ts'
import { enterNetns } from '../rigs/enter-netns.ts'
import { makeNetns, type Netns } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'

const DAY_S = 3600
const MEDIAN_MS = 5
const LATE_MS = 300
const block = (third: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `127.16.${third}.${n}`)
const ALIVE = [...block(1, 200), ...block(2, 100)]
const DEAD = block(3, 2)
const REFUSED = block(4, 20)
const LATE = '127.16.5.1'
const REPORTER = '127.30.0.9'

type Inner = (
  addresses: readonly string[],
  options?: { readonly receiveBufferBytes?: number },
) => Promise<EchoSocket>

/** A city in which everything that the contract asks for is made by faults. */
function worldAround(inner: Inner): EchoWorld {
  let doubled = false
  const lasting = { from: 0, to: DAY_S }
  const faults = (): Fault[] => [
    { ...lasting, id: 'cut', title: 'cut', kind: 'cut', addresses: DEAD },
    {
      ...lasting,
      id: 'refused',
      title: 'refused',
      kind: 'refused',
      type: 3,
      code: 1,
      reporter: REPORTER,
      addresses: REFUSED,
    },
    {
      ...lasting,
      id: 'late',
      title: 'late',
      kind: 'delay',
      addedMs: LATE_MS - MEDIAN_MS,
      addresses: [LATE],
    },
    {
      ...lasting,
      id: 'twice',
      title: 'twice',
      kind: 'duplicates',
      share: doubled ? 1 : 0,
      addresses: ALIVE,
    },
  ]
  return {
    open: async (addresses, options) =>
      injectFaults(await inner(addresses, options), addresses, {
        seed: 1,
        startedAt: Date.now() - 1000,
        script: { periodS: DAY_S, faults: faults() },
        rtt: {
          addresses,
          medianUs: new Float32Array(addresses.length).fill(MEDIAN_MS * 1000),
          spread: new Float32Array(addresses.length),
        },
      }),
    alive: ALIVE,
    dead: DEAD,
    refused: REFUSED.map((address) => ({ address, type: 3, codes: [1], reporter: REPORTER })),
    late: { address: LATE, lateMs: LATE_MS },
    duplicates: async (on) => {
      doubled = on
    },
    loopback: { address: '127.0.0.1', family: 4 },
    leastRttUs: MEDIAN_MS * 1000,
    exceptions: {},
  }
}

describeWithRigs('injected faults around a raw socket', ['root', 'ip', 'nft'], () => {
  let ns: Netns
  let leave: () => void
  beforeAll(() => {
    ns = makeNetns('faults')
    leave = enterNetns(ns)
  })
  afterAll(() => {
    leave?.()
    ns?.remove()
  })
  const world = worldAround((addresses, options) =>
    openEchoSocket(addresses, { ...options, kind: 'raw' }),
  )
  echoSocketContract(() => world, {
    foreign: 'no fault of the city answers from another address',
    unsendable: 'every loopback address can be sent to',
    dropped: 'on the loopback the kernel counts a drop for the request beside that for the answer',
  })
})

describe('injected faults around a simulated socket', () => {
  const world = worldAround((addresses) => Promise.resolve(simulated(addresses, { rttMs: [1, 2] })))
  echoSocketContract(() => world, {
    foreign: 'no fault of the city answers from another address',
    unsendable: 'every address can be sent to',
    dropped: 'drops are made by hand there',
    garbled: 'nothing comes from a network',
    closed: 'a simulated socket holds nothing that could be given back',
  })
})
