// Sweeps of an estate behind a TUN device: what the sockets' contract cannot show by itself.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { pingOnce } from '../../probes/icmp/ping.ts'
import { sweep } from '../../probes/icmp/sweep.ts'
import { ALIVE, DEAD, REFUSED, UNSENDABLE } from '../../probes/icmp/sweep-state.ts'
import { deadOf, estateAddresses, isDeadIndex } from '../rigs/addresses.ts'
import { enterNetns } from '../rigs/enter-netns.ts'
import { hasIPv6, makeNetns, type Netns } from '../rigs/netns.ts'
import { describeWithRigs } from '../rigs/rig.ts'
import { openTunEstate, type TunEstate } from '../rigs/tun-estate.ts'
import { fate, hostsOf, NO_FAULTS, ROUTER4 } from '../rigs/tun-world.ts'

const COUNT = 5000
const TIMEOUT_MS = 300

describeWithRigs('a sweep of an estate', ['root', 'ip', 'nft'], () => {
  const addresses = estateAddresses(10, COUNT)
  const fates = addresses.map((address) => fate(hostsOf(address)[0]))
  let ns: Netns
  let estate: TunEstate
  let leave: () => void

  beforeAll(async () => {
    ns = makeNetns('sweep')
    estate = await openTunEstate(ns, { delayMs: 10, deadEvery20: true })
    leave = enterNetns(ns)
  })
  afterAll(async () => {
    leave?.()
    await estate?.close()
    ns?.remove()
  })

  const wrong = (state: Uint8Array, isAlive: (i: number) => boolean): number[] =>
    addresses.flatMap((_, i) => ((state[i] === ALIVE) === isAlive(i) ? [] : [i]))

  it.each(['raw', 'dgram'] as const)('is right on a bad network, by %s', async (kind) => {
    await estate.set({
      duplicatePercent: 2,
      foreignPercent: 2,
      refusedPercent: 50,
      latePercent: 5,
      lateMs: TIMEOUT_MS + 100,
    })
    const socket = await openEchoSocket(addresses, { kind })
    const result = await sweep(socket, COUNT, { timeoutMs: TIMEOUT_MS, packetsPerSecond: 10_000 })
    const reporters = [...result.state].flatMap((state, i) =>
      state === REFUSED ? [socket.reporterAddress(result.reporter[i] ?? 0)] : [],
    )
    socket.close()
    await estate.set(NO_FAULTS)
    await estate.set({ delayMs: 10, deadEvery20: true })
    expect(wrong(result.state, (i) => !isDeadIndex(i) && (fates[i] ?? 0) >= 20)).toEqual([])
    const refused = addresses.filter((_, i) => isDeadIndex(i) && (fates[i] ?? 0) < 500).length
    expect(result.refused).toBe(refused)
    expect(reporters).toEqual(new Array(refused).fill(ROUTER4))
    expect(result.duplicates).toBeGreaterThan(40)
    expect(result.late).toBeGreaterThan(100)
    expect(result.stats.stray).toBeGreaterThan(100)
    expect(result.unsure).toEqual([])
  })

  it.skipIf(!hasIPv6())('serves IPv4 and IPv6 in one list', async () => {
    const mixed = addresses
      .slice(0, 400)
      .map((address, i) => (i % 2 ? address : `fd00:10::1:${i.toString(16)}`))
    const socket = await openEchoSocket(mixed)
    const result = await sweep(socket, mixed.length, { timeoutMs: TIMEOUT_MS })
    socket.close()
    const dead = mixed.flatMap((_, i) => (isDeadIndex(i) ? [i] : []))
    expect([...result.state].flatMap((state, i) => (state === DEAD ? [i] : []))).toEqual(dead)
    expect(result.alive).toBe(mixed.length - dead.length)
    expect(result.rttUs.every((rtt, i) => isDeadIndex(i) || rtt > 9_000)).toBe(true)
  })

  it('finds by its confirm pass those whom loss made silent', async () => {
    await estate.set({ lossPercent: 30 })
    const socket = await openEchoSocket(addresses)
    const living = COUNT - deadOf(addresses).length
    const plain = await sweep(socket, COUNT, { timeoutMs: TIMEOUT_MS, epoch: 1 })
    const confirmed = await sweep(socket, COUNT, {
      timeoutMs: TIMEOUT_MS,
      epoch: 2,
      confirm: { retries: 5, afterMs: 100 },
    })
    socket.close()
    await estate.set({ lossPercent: 0 })
    // 0.3^2 of 4,750 are 428; 0.3^7 of them are one.
    expect(living - plain.alive).toBeGreaterThan(250)
    expect(living - confirmed.alive).toBeLessThan(15)
  })

  it('says it of everybody when the link is cut, and of nobody when it is back', async () => {
    await estate.set({ cut: true })
    const socket = await openEchoSocket(addresses)
    const options = { timeoutMs: TIMEOUT_MS, retries: 2, packetsPerSecond: 50_000 }
    const cut = await sweep(socket, COUNT, { ...options, epoch: 1 })
    await estate.set({ cut: false })
    const back = await sweep(socket, COUNT, { ...options, packetsPerSecond: 20_000, epoch: 2 })
    socket.close()
    expect([cut.alive, cut.dead]).toEqual([0, COUNT])
    expect(wrong(back.state, (i) => !isDeadIndex(i))).toEqual([])
  })

  it('tells who could not be sent to', async () => {
    const socket = await openEchoSocket(['10.1.0.1', '192.0.2.1', '10.1.0.2'])
    const result = await sweep(socket, 3, { timeoutMs: TIMEOUT_MS })
    socket.close()
    expect([...result.state]).toEqual([ALIVE, UNSENDABLE, ALIVE])
    expect(result.errno[1]).toBe(101)
  })

  it('lets the event loop turn', async () => {
    const socket = await openEchoSocket(addresses.slice(0, 100))
    let turns = 0
    const timer = setInterval(() => {
      turns++
    }, 10)
    const result = await sweep(socket, 100, { timeoutMs: 600, retries: 0 })
    clearInterval(timer)
    socket.close()
    expect(result.dead).toBe(5)
    expect(turns).toBeGreaterThan(5)
  })

  it('pings one address', async () => {
    const never = new AbortController().signal
    expect(await pingOnce('10.1.0.1', never)).toMatchObject({
      kind: 'icmp',
      outcome: 'ok',
      sent: 1,
      lost: 0,
    })
    const soon = AbortSignal.timeout(200)
    expect(await pingOnce('10.1.0.7', soon)).toMatchObject({ outcome: 'inconclusive', sent: 1 })
    expect(await pingOnce('no address', never)).toMatchObject({ outcome: 'inconclusive', sent: 0 })
  })

  it('refuses an address that stands twice', async () => {
    await expect(openEchoSocket(['10.1.0.1', '10.1.0.2', '10.1.0.1'])).rejects.toMatchObject({
      code: 'RND_ADDRESS_INVALID',
      message: 'positions 0 and 2: 10.1.0.1 stands twice',
    })
  })
})
