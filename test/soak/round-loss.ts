// 4.8 million exchanges with 5 % lost, an hour of the city; and losses in bursts. One slice of about 6 minutes.
import type { Bar } from '../../bench/bar.ts'
import { lossBar, lossBurstsBar } from '../../bench/round-loss.ts'
import type { SoakContext } from './main.ts'

const HOUR = 4_800_000

export async function soak({ say }: SoakContext): Promise<readonly Bar[]> {
  say(`${HOUR} exchanges, 5 % lost ...`)
  const loss = await lossBar(HOUR)
  say('losses in bursts of 2 s ...')
  return [loss, await lossBurstsBar()]
}
