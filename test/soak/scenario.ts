// One scenario file by hand: `npm run soak -- scenario test/scenarios/flap.scenario.yaml`. docs/scenarios.md describes them.
import { readFileSync } from 'node:fs'
import { atMost, type Bar } from '../../bench/bar.ts'
import { listProblems } from '../../fleet/problem.ts'
import { play } from '../scenarios/play.ts'
import { readScenario } from '../scenarios/read.ts'
import type { SoakContext } from './main.ts'

export async function soak({ args, say }: SoakContext): Promise<readonly Bar[]> {
  const [path] = args
  if (path === undefined) throw new Error('which scenario? npm run soak -- scenario FILE')
  const read = readScenario(readFileSync(path, 'utf8'), path)
  if ('problems' in read) {
    process.stderr.write(`${listProblems(read.problems).join('\n')}\n`)
    process.exit(2)
  }
  const { failures } = await play(read.scenario, say)
  for (const failure of failures) say(`FAILED ${failure}`)
  return [atMost('scenario', failures.length, 0, 'failures', read.scenario.title)]
}
