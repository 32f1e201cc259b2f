// A sweep of an estate 20 ms away, paced, with the default receive buffer, beside two paced fpings.
import { deadOf, estateAddresses } from '../../test/rigs/addresses.ts'
import { makeNetns } from '../../test/rigs/netns.ts'
import { openTunEstate } from '../../test/rigs/tun-estate.ts'
import { atMost } from '../bar.ts'
import { line, type Measured, summary } from './loopback.ts'
import { measure, pairedRatio, rounds } from './measure.ts'
import { fping, fpingWrong, ronda, writeTargets, wrongBySummary, wrongByTarget } from './tools.ts'

const COUNT = 100_000
const RATE = '20000'
/** Milliseconds between two packets of each of the two fpings: together 20,000 a second, as far as fping gets there. */
const FPING_INTERVAL = '0.1'
const SHARDS = 2

export async function estate(count: number, say: (line: string) => void): Promise<Measured> {
  const addresses = estateAddresses(10, COUNT)
  const living = COUNT - deadOf(addresses).length
  const ns = makeNetns('bench')
  const targets = writeTargets(addresses)
  const tun = await openTunEstate(ns, { delayMs: 20, deadEvery20: true })
  try {
    const files = targets.shards(SHARDS)
    const checked = await measure(ns, ronda(targets, '--rate', RATE))
    let wrong = wrongByTarget(checked, addresses)
    const costs = await rounds(count, ['ronda', 'fping'], async (tool) => {
      const cost =
        tool === 'ronda'
          ? await measure(ns, ronda(targets, '--rate', RATE, '--summary'))
          : await measure(ns, fping(files, FPING_INTERVAL))
      const missed = tool === 'ronda' ? wrongBySummary(cost, living) : fpingWrong(cost, living)
      say(`estate ${line(tool, cost, missed)}`)
      return cost
    })
    for (const cost of costs.ronda) wrong += wrongBySummary(cost, living)
    const { overrun } = await tun.stats()
    const note =
      `${count} rounds, median ${summary(costs.ronda)} against ${summary(costs.fping)} of fping` +
      (overrun > 0 ? `; the emulator was overrun ${overrun} times` : '')
    const { ronda: ours, fping: theirs } = costs
    return {
      bars: [
        atMost('icmp.estate.wall', pairedRatio(ours, theirs, 'wallS'), 0.8, 'x', note),
        atMost('icmp.estate.cpu', pairedRatio(ours, theirs, 'cpuS'), 0.3, 'x', note),
      ],
      wrong,
    }
  } finally {
    await tun.close()
    targets.remove()
    ns.remove()
  }
}
