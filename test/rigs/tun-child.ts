// The process behind `openTunEstate`: reads echo requests from a TUN device and answers each in its time.
import { createInterface } from 'node:readline'
import koffi from 'koffi'
import { close, makeArena, ppoll, sharpenSleep } from '../../probes/icmp/libc.ts'
import { DueQueue } from './due-queue.ts'
import { answer, hostAsked, PLACE, refuse } from './tun-answer.ts'
import {
  type EstateFaults,
  type EstateOrder,
  type EstateStats,
  fate,
  hostsOf,
  NO_FAULTS,
} from './tun-world.ts'

const libc = koffi.load(null)
const openFile = libc.func('int open(str path, int flags)')
const ioctl = libc.func('int ioctl(int fd, ulong request, void *arg)')
const readInto = libc.func('int64_t read(int fd, void *to, size_t n)')
const writeFrom = libc.func('int64_t write(int fd, void *from, size_t n)')

const PLACES = 1 << 17
const HOSTS = 1 << 24
const O_RDWR_NONBLOCK = 0x802
const TUNSETIFF = 0x4004_54ca
const IFF_TUN_NO_PI = 0x1001
const POLLIN = 1
/** Packets read before those that are due are written, and the other way round. */
const TURN = 64
/** At most this long without looking at stdin. */
const LISTEN_MS = 20

const [, , device = 'estate0', told = '{}'] = process.argv
let faults: EstateFaults = { ...NO_FAULTS, ...(JSON.parse(told) as Partial<EstateFaults>) }
const silent = new Uint8Array(HOSTS)
const scratch = PLACES * PLACE
const arena = makeArena(scratch + 4096)
const free = Int32Array.from({ length: PLACES }, (_, i) => i)
let freeCount = PLACES
const lengths = new Uint16Array(PLACES)
const queue = new DueQueue(PLACES)
const count = { requests: 0, answered: 0, lost: 0, dead: 0, refused: 0, overrun: 0 }

const tun = openTun()
let stopped = false
listen()
sharpenSleep()
process.stdout.write('ready\n')
while (!stopped) {
  const until = performance.now() + LISTEN_MS
  while (performance.now() < until && !stopped) {
    const worked = readSome() + writeDue()
    if (worked === 0 && rest(until)) break
  }
  await new Promise((resolve) => setImmediate(resolve))
}
close(tun)
process.exit(0)

function openTun(): number {
  const fd: number = openFile('/dev/net/tun', O_RDWR_NONBLOCK)
  if (fd < 0) throw new Error(`/dev/net/tun: errno ${koffi.errno()}`)
  arena.u8.set(new TextEncoder().encode(device), scratch)
  arena.u16[(scratch + 16) >> 1] = IFF_TUN_NO_PI
  if (ioctl(fd, TUNSETIFF, arena.at(scratch)) < 0)
    throw new Error(`TUNSETIFF: errno ${koffi.errno()}`)
  arena.u32[(scratch + 64) >> 2] = fd
  arena.u16[(scratch + 68) >> 1] = POLLIN
  arena.u32[(scratch + 72) >> 2] = 0
  arena.u16[(scratch + 76) >> 1] = POLLIN
  return fd
}

function readSome(): number {
  for (let k = 0; k < TURN; k++) {
    if (freeCount === 0) {
      count.overrun++
      return k
    }
    const place = free[freeCount - 1] ?? 0
    const length = Number(readInto(tun, arena.at(place * PLACE), PLACE))
    if (length < 0) return k
    const host = hostAsked(arena.u8, place * PLACE, length)
    if (host < 0) continue
    count.requests++
    freeCount--
    lengths[place] = length
    if (!accept(place, host, length)) free[freeCount++] = place
  }
  return TURN
}

/** Decides what becomes of a request; false when nothing ever comes of it. */
function accept(place: number, host: number, length: number): boolean {
  const now = performance.now()
  const at = place * PLACE
  const kind = fate(host)
  if (faults.cut || inBurst(host, now) || Math.random() * 100 < faults.lossPercent) {
    count.lost++
    return false
  }
  const due = now + faults.delayMs + (faults.jitterMs > 0 ? Math.random() * faults.jitterMs : 0)
  if (silent[host] === 1 || (faults.deadEvery20 && (host - 65_536) % 20 === 7)) {
    count.dead++
    if (kind >= faults.refusedPercent * 10) return false
    lengths[place] = refuse(arena.u8, at, length, (kind & 1) === 1)
    count.refused++
    queue.push(due, place)
    return true
  }
  answer(arena.u8, at, length, kind < faults.foreignPercent * 10)
  const late = kind >= 500 && kind < 500 + faults.latePercent * 10
  queue.push(late ? now + faults.lateMs : due, place)
  if (faults.duplicatePercent > 0 && Math.random() * 100 < faults.duplicatePercent) {
    const second = freeCount > 0 ? free[--freeCount] : undefined
    if (second !== undefined) {
      arena.u8.copyWithin(second * PLACE, at, at + length)
      lengths[second] = length
      queue.push(due, second)
    }
  }
  return true
}

function inBurst(host: number, now: number): boolean {
  const { burstEveryMs, burstLengthMs } = faults
  if (burstEveryMs <= 0) return false
  return (now + (fate(host) / 1000) * burstEveryMs) % burstEveryMs < burstLengthMs
}

function writeDue(): number {
  for (let k = 0; k < TURN; k++) {
    if (queue.first > performance.now()) return k
    const place = queue.pop()
    if (Number(writeFrom(tun, arena.at(place * PLACE), lengths[place] ?? 0)) > 0) count.answered++
    free[freeCount++] = place
  }
  return TURN
}

/** Sleeps until something is due, comes in, or is ordered; true when an order waits on stdin. */
function rest(until: number): boolean {
  const ms = Math.min(queue.first, until) - performance.now()
  if (ms <= 0) return false
  arena.u32[(scratch + 128) >> 2] = 0
  arena.u32[(scratch + 136) >> 2] = Math.floor(ms * 1e6)
  arena.u16[(scratch + 78) >> 1] = 0
  ppoll(arena.at(scratch + 64), 2, arena.at(scratch + 128))
  return arena.u16[(scratch + 78) >> 1] !== 0
}

function listen(): void {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => {
    process.stdout.write(`${JSON.stringify(obey(JSON.parse(line) as EstateOrder))}\n`)
  })
  lines.on('close', () => {
    stopped = true
  })
}

function obey(order: EstateOrder): EstateStats {
  if ('set' in order) faults = { ...faults, ...order.set }
  if ('dead' in order) mark(order.dead, 1)
  if ('alive' in order) mark(order.alive, 0)
  return count
}

function mark(addresses: readonly string[], value: 0 | 1): void {
  for (const text of addresses) {
    const [first, last] = hostsOf(text)
    silent.fill(value, first, last + 1)
  }
}
