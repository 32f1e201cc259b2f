// icmp.1m in full: a million targets on loopback beside 20 parallel fpings.
import type { Bar } from '../../bench/bar.ts'
import { atMost } from '../../bench/bar.ts'
import { loopback } from '../../bench/icmp/loopback.ts'

const ROUNDS = 5

/** About 4 minutes; one slice does it all. Needs root, ip, nft and fping. */
export async function soak({ say }: { say(line: string): void }): Promise<readonly Bar[]> {
  const { bars, wrong } = await loopback({
    name: '1m',
    count: 1_000_000,
    shards: 20,
    rounds: ROUNDS,
    wallLimit: 1,
    cpuLimit: 0.65,
    rssLimit: 320,
    say,
  })
  return [...bars, atMost('icmp.wrong', wrong, 0, 'targets', 'of icmp.1m')]
}
