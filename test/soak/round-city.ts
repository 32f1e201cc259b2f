// The full city for 10 minutes in the whole program: cost, evenness, detection, blindness. One slice, about 12 minutes
// would be too long for a sitting: slice 0 and 1 watch the cost for 5 minutes each.
import type { Bar } from '../../bench/bar.ts'
import { cityBars } from '../../bench/suites/round.ts'
import type { SoakContext } from './main.ts'

const SECONDS = 300

export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  say(`slice ${slice}: ${SECONDS} s`)
  return await cityBars(SECONDS, say)
}
