// Sweeps over loopback, unpaced, beside as many parallel fpings as the size needs.
import { deadOf, estateAddresses } from '../../test/rigs/addresses.ts'
import { makeNetns } from '../../test/rigs/netns.ts'
import { atMost, type Bar } from '../bar.ts'
import { median } from '../median.ts'
import { type Cost, measure, pairedRatio, rounds } from './measure.ts'
import { fping, fpingWrong, ronda, writeTargets, wrongBySummary, wrongByTarget } from './tools.ts'

export interface LoopbackOptions {
  /** `27k`: bars are `icmp.27k.wall`, `icmp.27k.cpu`. */
  readonly name: string
  readonly count: number
  readonly shards: number
  readonly rounds: number
  readonly wallLimit: number
  readonly cpuLimit: number
  /** Megabytes; gives the bar `.rss`. */
  readonly rssLimit?: number
  /** Reports net-ping, once, beside. */
  readonly netPing?: boolean
  say(line: string): void
}

export interface Measured {
  readonly bars: readonly Bar[]
  /** False dead plus false alive, over all runs of ours. */
  readonly wrong: number
}

export async function loopback(options: LoopbackOptions): Promise<Measured> {
  const { name, count, say } = options
  const addresses = estateAddresses(127, count)
  const dead = deadOf(addresses)
  const living = count - dead.length
  const ns = makeNetns('bench')
  const targets = writeTargets(addresses)
  try {
    ns.setDead(dead)
    const files = targets.shards(options.shards)
    // Checked target by target, and the compile cache is warm after it.
    const checked = await measure(ns, ronda(targets, '--rate', '0'))
    let wrong = wrongByTarget(checked, addresses)
    const watched = options.rssLimit !== undefined
    const costs = await rounds(options.rounds, ['ronda', 'fping'], async (tool) => {
      const cost =
        tool === 'ronda'
          ? await measure(ns, ronda(targets, '--rate', '0', '--summary'), watched)
          : await measure(ns, fping(files, '0'))
      say(
        `${name} ${line(tool, cost, tool === 'ronda' ? wrongBySummary(cost, living) : fpingWrong(cost, living))}`,
      )
      return cost
    })
    for (const cost of costs.ronda) wrong += wrongBySummary(cost, living)
    if (options.netPing) {
      const cost = await measure(
        ns,
        ronda(targets, '--rate', '0', '--summary', '--kind', 'net-ping'),
      )
      say(`${name} ${line('net-ping', cost, wrongBySummary(cost, living))} (reported only)`)
    }
    const note = `${options.rounds} rounds, median ${summary(costs.ronda)} against ${summary(costs.fping)} of ${options.shards} fping`
    const { ronda: ours, fping: theirs } = costs
    const bars = [
      atMost(`icmp.${name}.wall`, pairedRatio(ours, theirs, 'wallS'), options.wallLimit, 'x', note),
      atMost(`icmp.${name}.cpu`, pairedRatio(ours, theirs, 'cpuS'), options.cpuLimit, 'x', note),
    ]
    if (options.rssLimit !== undefined) {
      const rss = Math.max(...ours.map(({ rssMb }) => rssMb))
      bars.push(atMost(`icmp.${name}.rss`, rss, options.rssLimit, 'MB'))
    }
    return { bars, wrong }
  } finally {
    targets.remove()
    ns.remove()
  }
}

export function line(tool: string, { wallS, cpuS }: Cost, wrong: number): string {
  return `${tool}: wall ${wallS.toFixed(2)} s, cpu ${cpuS.toFixed(3)} s, wrong ${wrong}`
}

export function summary(costs: readonly Cost[]): string {
  const wall = median(costs.map(({ wallS }) => wallS)).toFixed(2)
  return `${wall} s wall ${median(costs.map(({ cpuS }) => cpuS)).toFixed(3)} s cpu`
}
