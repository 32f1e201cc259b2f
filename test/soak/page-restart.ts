// page.restart: the full city with a node cut is killed and started again: seconds to the first echo. About 2 minutes.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { atMost, type Bar } from '../../bench/bar.ts'
import { wholeSubtree } from '../rigs/pure-city.ts'
import type { SoakContext } from './main.ts'
import { inWorld, NODE, wholeCity } from './page-world.ts'

const STARTS = 5
const LIMIT_MS = 5_000
const CUT_MS = 30_000
const LOOK_EVERY_MS = 10

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  return await inWorld({ fleet: wholeCity(), label: 'soakstart' }, async (world) => {
    world.cut(wholeSubtree(world.topology, NODE))
    await wait(CUT_MS)
    const took: number[] = []
    for (let start = 0; start < STARTS; start++) {
      await world.end(start % 2 === 0 ? 'SIGKILL' : 'SIGTERM')
      const before = echoes()
      const at = world.start()
      while (echoes() === before && Date.now() < at + 10 * LIMIT_MS) await wait(LOOK_EVERY_MS)
      took.push(Date.now() - at)
      say(`start ${start + 1}: first echo after ${took.at(-1)} ms`)
      await world.walking()
    }
    const note = `worst of ${STARTS} starts after kill -9 and SIGTERM in turn, one incident of 4,471 open; all: ${took.join(', ')} ms`
    return [atMost('page.restart', Math.max(...took) / 1000, LIMIT_MS / 1000, 's', note)]
  })
}

/** Echo requests that the kernel sent in this thread's namespace since that was made. */
function echoes(): number {
  const lines = readFileSync('/proc/thread-self/net/snmp', 'utf8').split('\n')
  const [names = [], values = []] = lines
    .filter((line) => line.startsWith('Icmp:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('OutEchos')])
}
