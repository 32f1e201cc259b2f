// Everything is dark at once: how long until that is said, and rightly.
import { estateAddresses } from '../../test/rigs/addresses.ts'
import { makeNetns } from '../../test/rigs/netns.ts'
import { atMost } from '../bar.ts'
import { median } from '../median.ts'
import type { Measured } from './loopback.ts'
import { type Cost, measure } from './measure.ts'
import { fping, ronda, writeTargets, wrongBySummary, wrongByTarget } from './tools.ts'

const COUNT = 27_431

export async function dark(count: number, say: (line: string) => void): Promise<Measured> {
  const addresses = estateAddresses(127, COUNT)
  const ns = makeNetns('bench')
  const targets = writeTargets(addresses)
  const options = ['--rate', '50000', '--retries', '2', '--timeout', '1s']
  try {
    ns.setDead(addresses)
    const checked = await measure(ns, ronda(targets, ...options))
    let wrong = wrongByTarget(checked, addresses, () => false)
    const costs: Cost[] = []
    for (let round = 0; round < count; round++) {
      const cost = await measure(ns, ronda(targets, ...options, '--summary'))
      say(`dark ronda: ${cost.wallS.toFixed(2)} s, exit ${cost.code}`)
      wrong += wrongBySummary(cost, 0)
      costs.push(cost)
    }
    const theirs = await measure(ns, fping([targets.file], '0', 2))
    const said = /\d+ unreachable/.exec(theirs.stderr)?.[0] ?? 'no result'
    const note = `fping beside: ${said}${/not enough sequence numbers/.test(theirs.stderr) ? ' (not enough sequence numbers)' : ''}`
    const seconds = median(costs.map(({ wallS }) => wallS))
    return { bars: [atMost('icmp.dark', seconds, 4, 's', note)], wrong }
  } finally {
    targets.remove()
    ns.remove()
  }
}
