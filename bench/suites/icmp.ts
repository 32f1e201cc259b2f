// The engine beside fping and net-ping, in namespaces of its own.
import { missingRigs } from '../../test/rigs/rig.ts'
import { atMost, type Bar, type BenchContext, type Suite } from '../bar.ts'
import { dark } from '../icmp/dark.ts'
import { estate } from '../icmp/estate.ts'
import { loopback } from '../icmp/loopback.ts'
import { rtt } from '../icmp/rtt.ts'
import { traps } from '../icmp/traps.ts'

const BARS = [
  'icmp.27k.wall',
  'icmp.27k.cpu',
  'icmp.100k.wall',
  'icmp.100k.cpu',
  'icmp.estate.wall',
  'icmp.estate.cpu',
  'icmp.wrong',
  'icmp.dark',
  'icmp.rtt.p50',
  'icmp.rtt.p99',
  'icmp.traps',
] as const
const SOAK_BARS = ['icmp.1m.wall', 'icmp.1m.cpu', 'icmp.1m.rss'] as const

/** Needs root, ip, nft, fping and tcpdump; says so for each bar where one is missing. */
export const suite: Suite = async ({ quick, say }: BenchContext): Promise<readonly Bar[]> => {
  const soak = SOAK_BARS.map((bar) => ({ bar, unit: 'x', skipped: 'soak' }))
  const missing = missingRigs(['root', 'ip', 'nft', 'fping', 'tcpdump'])
  if (missing.length > 0) {
    const skipped = `missing: ${missing.join(', ')}`
    return [...BARS.map((bar) => ({ bar, unit: '', skipped })), ...soak]
  }
  const some = quick ? 3 : 7
  const k27 = await loopback({
    name: '27k',
    count: 27_431,
    shards: 1,
    rounds: some,
    wallLimit: 1.1,
    cpuLimit: 1.5,
    netPing: true,
    say,
  })
  const k100 = await loopback({
    name: '100k',
    count: 100_000,
    shards: 2,
    rounds: some,
    wallLimit: 1,
    cpuLimit: 0.9,
    say,
  })
  const far = await estate(quick ? 2 : 5, say)
  const night = await dark(quick ? 3 : 5, say)
  const wrong = k27.wrong + k100.wrong + far.wrong + night.wrong
  return [
    ...k27.bars,
    ...k100.bars,
    ...far.bars,
    atMost('icmp.wrong', wrong, 0, 'targets', 'over every run of the bars above and of icmp.dark'),
    ...night.bars,
    ...(await rtt(quick ? 1 : 5, say)),
    await traps(say),
    ...soak,
  ]
}
