// How far reported round-trip times are from those on the wire, as tcpdump's kernel stamps tell them.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { estateAddresses } from '../../test/rigs/addresses.ts'
import { makeNetns } from '../../test/rigs/netns.ts'
import { DEVICE, openTunEstate } from '../../test/rigs/tun-estate.ts'
import { atMost, type Bar } from '../bar.ts'
import { median } from '../median.ts'
import { writeTargets } from './tools.ts'

const COUNT = 5000
const CHILD = fileURLToPath(new URL('./rtt-child.ts', import.meta.url))
const P50_LIMIT_US = 30
const P99_LIMIT_US = 250
/** tcpdump lags behind the wire by up to a second. */
const FLUSH_MS = 1500

/** Medians over `count` runs. */
export async function rtt(count: number, say: (line: string) => void): Promise<readonly Bar[]> {
  const ns = makeNetns('bench')
  const folder = mkdtempSync(join(tmpdir(), 'ronda-bench-'))
  const targets = writeTargets(estateAddresses(10, COUNT))
  const tun = await openTunEstate(ns, { delayMs: 20 })
  const p50: number[] = []
  const p99: number[] = []
  let compared = COUNT
  try {
    for (let round = 0; round < count; round++) {
      const capture = join(folder, `${round}.pcap`)
      const flags = [
        '-i',
        DEVICE,
        '-w',
        capture,
        '--time-stamp-precision=nano',
        '-B',
        '65536',
        '-Z',
        'root',
      ]
      const dump = ns.spawn('tcpdump', [...flags, 'icmp'], { stdio: ['ignore', 'ignore', 'pipe'] })
      if (dump.stderr) await once(dump.stderr, 'data')
      const ran = ns.run(process.execPath, [CHILD, targets.file])
      await new Promise((resolve) => setTimeout(resolve, FLUSH_MS))
      dump.kill('SIGINT')
      await once(dump, 'close')
      const wire = wireTimes(readFileSync(capture))
      const errors = (JSON.parse(ran.stdout) as [string, number | null][])
        .flatMap(([address, us]) => {
          const truth = wire.get(address)
          return us === null || truth === undefined ? [] : [Math.abs(us - truth)]
        })
        .sort((a, b) => a - b)
      const at = (share: number): number => errors[Math.floor(share * errors.length)] ?? Number.NaN
      say(
        `rtt: ${errors.length} of ${COUNT} compared, |error| p50 ${at(0.5).toFixed(1)} p99 ${at(0.99).toFixed(1)} us`,
      )
      compared = Math.min(compared, errors.length)
      p50.push(at(0.5))
      p99.push(at(0.99))
    }
    const note = `${count} runs, at least ${compared} of ${COUNT} compared`
    return [
      atMost('icmp.rtt.p50', median(p50), P50_LIMIT_US, 'us', note),
      atMost('icmp.rtt.p99', median(p99), P99_LIMIT_US, 'us', note),
    ]
  } finally {
    await tun.close()
    targets.remove()
    rmSync(folder, { recursive: true })
    ns.remove()
  }
}

/** Microseconds between request and answer, by address, of a capture of raw IP with nanoseconds. */
function wireTimes(capture: Buffer): Map<string, number> {
  const HEADER = 24
  const RECORD = 16
  const sent = new Map<string, number>()
  const times = new Map<string, number>()
  for (let at = HEADER; at + RECORD <= capture.length; ) {
    const ns = capture.readUInt32LE(at) * 1e9 + capture.readUInt32LE(at + 4)
    const length = capture.readUInt32LE(at + 8)
    const packet = capture.subarray(at + RECORD, at + RECORD + length)
    at += RECORD + length
    if (packet.length < 28) continue
    const type = packet[((packet[0] ?? 0) & 15) * 4]
    const address = (from: number): string => [...packet.subarray(from, from + 4)].join('.')
    if (type === 8) sent.set(address(16), ns)
    const asked = type === 0 ? sent.get(address(12)) : undefined
    if (asked !== undefined) times.set(address(12), (ns - asked) / 1000)
  }
  return times
}
