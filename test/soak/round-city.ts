// The full city in the whole program: cost, evenness, detection, blindness. Ten minutes of it are two slices of five,
// each with a start, an outage and a cut of its own: seven minutes a sitting.
import type { Bar } from '../../bench/bar.ts'
import { cityBars } from '../../bench/suites/round.ts'
import type { SoakContext } from './main.ts'

const SECONDS = 300

export async function soak({ say, slice }: SoakContext): Promise<readonly Bar[]> {
  say(`slice ${slice}: ${SECONDS} s`)
  return await cityBars(SECONDS, say)
}
