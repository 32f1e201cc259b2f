// The contract of echo sockets over everything that is one: raw, dgram, both families, net-ping, simulated.
import { afterAll, beforeAll, describe } from 'vitest'
import { simulated } from '../../city/simulated-socket.ts'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { type EchoWorld, echoSocketContract } from '../contracts/echo-socket.ts'
import { enterNetns } from '../rigs/enter-netns.ts'
import { hasIPv6, makeNetns, type Netns } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { openTunEstate, type TunEstate } from '../rigs/tun-estate.ts'
import { fate, ROUTER4, ROUTER6 } from '../rigs/tun-world.ts'

const DELAY_MS = 5
const LATE_MS = 300
const FIRST = 65_536
const HOSTS = Array.from({ length: 2000 }, (_, i) => FIRST + i)
const isDead = (host: number): boolean => (host - FIRST) % 20 === 7

type Family = 4 | 6
type Kind = 'raw' | 'dgram' | 'net-ping'

describeWithRigs('echo sockets of the kernel and of net-ping', ['root', 'ip', 'nft'], () => {
  let ns: Netns
  let estate: TunEstate
  let leave: () => void

  beforeAll(async () => {
    ns = makeNetns('contract')
    estate = await openTunEstate(ns, {
      delayMs: DELAY_MS,
      lateMs: LATE_MS,
      deadEvery20: true,
      refusedPercent: 50,
      foreignPercent: 5,
      latePercent: 5,
    })
    leave = enterNetns(ns)
  })
  afterAll(async () => {
    leave?.()
    await estate?.close()
    ns?.remove()
  })

  const world = (kind: Kind, families: readonly Family[]): EchoWorld => {
    const pick = (wanted: (host: number) => boolean): string[] =>
      HOSTS.filter(wanted).map((host, i) => addressOf(families[i % families.length] ?? 4, host))
    return {
      open: async (addresses, options) => await openEchoSocket(addresses, { ...options, kind }),
      alive: pick((host) => !isDead(host) && fate(host) >= 50 && !isLate(host)),
      dead: pick((host) => isDead(host) && fate(host) >= 500),
      refused: HOSTS.filter((host) => isDead(host) && fate(host) < 500)
        .slice(0, 20)
        .map((host, i) => refusalOf(families[i % families.length] ?? 4, host)),
      foreign: pick((host) => !isDead(host) && fate(host) < 50).slice(0, 10),
      late: {
        address: pick((host) => !isDead(host) && isLate(host))[0] ?? '',
        lateMs: LATE_MS,
      },
      unsendable: families.includes(4) ? '192.0.2.1' : '2001:db8::1',
      duplicates: async (on) => await estate.set({ duplicatePercent: on ? 100 : 0 }),
      loopback: families.includes(4)
        ? { address: '127.0.0.1', family: 4 }
        : { address: '::1', family: 6 },
      leastRttUs: DELAY_MS * 1000,
      exceptions: {},
    }
  }

  for (const kind of ['raw', 'dgram'] as const) {
    for (const families of [[4], [6], [4, 6]] as const) {
      describe.skipIf(lacks(families))(`${kind}, IPv${families.join(' and IPv')}`, () => {
        echoSocketContract(() => world(kind, families))
      })
    }
  }
  const netPing = {
    duplicates: 'net-ping forgets an echo at its first answer',
    dropped: 'net-ping cannot see the kernel drop',
    unsendable: 'net-ping sends later: the error comes after send has returned',
  } as const
  describe('net-ping, IPv4', () => {
    echoSocketContract(() => world('net-ping', [4]), netPing)
  })
  describe.skipIf(lacks([6]))('net-ping, IPv6', () => {
    echoSocketContract(() => world('net-ping', [6]), {
      ...netPing,
      refused: 'net-ping looks for the echo at the wrong place of an ICMPv6 error',
    })
  })
})

describe('simulated echo socket', () => {
  const alive = Array.from({ length: 300 }, (_, i) => `10.9.${i >> 8}.${i & 255}`)
  const dead = ['10.8.0.1', '10.8.0.2']
  const open: EchoWorld['open'] = (addresses) =>
    Promise.resolve(
      simulated(addresses, { rttMs: [5, 20], silences: [{ addresses: dead, fromMs: 0 }] }),
    )
  echoSocketContract(() => ({ open, alive, dead, leastRttUs: 0, exceptions: {} }), {
    refused: 'nobody refuses there',
    foreign: 'every answer is made up from the address itself',
    duplicates: 'no answer comes twice there',
    late: 'no answer is late there',
    unsendable: 'every address can be sent to',
    dropped: 'drops are made by hand there',
    garbled: 'nothing comes from a network',
    closed: 'it holds nothing that could be given back',
  })
})

function lacks(families: readonly Family[]): boolean {
  return families.includes(6) && !hasIPv6()
}

function isLate(host: number): boolean {
  return fate(host) >= 500 && fate(host) < 550
}

function addressOf(family: Family, host: number): string {
  return family === 4
    ? `10.${host >> 16}.${(host >> 8) & 255}.${host & 255}`
    : `fd00:10::${(host >> 16).toString(16)}:${(host & 0xffff).toString(16)}`
}

function refusalOf(family: Family, host: number) {
  return family === 4
    ? { address: addressOf(4, host), type: 3, codes: [1, 13], reporter: ROUTER4 }
    : { address: addressOf(6, host), type: 1, codes: [1, 3], reporter: ROUTER6 }
}
