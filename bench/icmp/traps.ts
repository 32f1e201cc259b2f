// Two engines at once on a bad network: duplicates, foreign answers, refusals. Nothing may be taken for what it is not.
import { estateAddresses, isDeadIndex } from '../../test/rigs/addresses.ts'
import { makeNetns } from '../../test/rigs/netns.ts'
import { openTunEstate } from '../../test/rigs/tun-estate.ts'
import { fate, hostsOf, ROUTER4 } from '../../test/rigs/tun-world.ts'
import { atMost, type Bar } from '../bar.ts'
import { type Cost, measure } from './measure.ts'
import { ronda, targetLines, writeTargets, wrongByTarget } from './tools.ts'

const COUNT = 27_431
const FOREIGN_PERCENT = 2
const REFUSED_PERCENT = 50

export async function traps(say: (line: string) => void): Promise<Bar> {
  const addresses = estateAddresses(10, COUNT)
  const fates = addresses.map((address) => fate(hostsOf(address)[0]))
  const isAlive = (i: number): boolean => !isDeadIndex(i) && (fates[i] ?? 0) >= FOREIGN_PERCENT * 10
  const isRefused = (i: number): boolean => isDeadIndex(i) && (fates[i] ?? 0) < REFUSED_PERCENT * 10
  const ns = makeNetns('bench')
  const targets = writeTargets(addresses)
  const tun = await openTunEstate(ns, {
    delayMs: 20,
    deadEvery20: true,
    duplicatePercent: 2,
    foreignPercent: FOREIGN_PERCENT,
    refusedPercent: REFUSED_PERCENT,
  })
  const withoutCause = (cost: Cost): number => {
    const said = new Map(targetLines(cost).map((found) => [found.target, found]))
    return addresses.filter((address, i) => {
      const found = said.get(address)
      return isRefused(i) && !(found?.cause && found.reporter === ROUTER4)
    }).length
  }
  try {
    const run = async (kind: string): Promise<Cost> =>
      await measure(ns, ronda(targets, '--rate', '10000', '--kind', kind))
    const engines = await Promise.all([run('raw'), run('dgram')])
    const wrong = engines.map((cost) => wrongByTarget(cost, addresses, isAlive))
    const silent = engines.map(withoutCause)
    for (const [i, kind] of ['raw', 'dgram'].entries())
      say(
        `traps ${kind}: wrong ${wrong[i]}, refusals without cause or reporter ${silent[i]}; ${engines[i]?.stdout.trim().split('\n').at(-1)}`,
      )
    const total = [...wrong, ...silent].reduce((sum, n) => sum + n, 0)
    const refusals = addresses.filter((_, i) => isRefused(i)).length
    return atMost('icmp.traps', total, 0, 'targets', `raw and dgram at once, ${refusals} refusals`)
  } finally {
    await tun.close()
    targets.remove()
    ns.remove()
  }
}
