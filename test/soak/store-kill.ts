// store.kill in full: kill -9 at 50 random moments.
import { atMost, type Bar } from '../../bench/bar.ts'
import { killWriters } from '../store/kill.ts'

const KILLS = 50

/** About 2 minutes; one slice does it all. */
export async function soak({ say }: { say(line: string): void }): Promise<readonly Bar[]> {
  const { failures, acknowledged } = await killWriters(KILLS, say)
  const note = failures[0] ?? `${KILLS} kills, ${acknowledged} acknowledged transitions`
  return [atMost('store.kill', failures.length, 0, 'failures', note)]
}
