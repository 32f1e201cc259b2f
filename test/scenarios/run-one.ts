// Runs one scenario file in a process of its own: its story on stderr, what failed as JSON on stdout. Exit 1: it failed.
import { readFileSync } from 'node:fs'
import { listProblems } from '../../fleet/problem.ts'
import { play } from './play.ts'
import { readScenario } from './read.ts'

const [, , path = ''] = process.argv
const read = readScenario(readFileSync(path, 'utf8'), path)
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const failures =
  'problems' in read ? listProblems(read.problems) : (await play(read.scenario, say)).failures
process.stdout.write(`${JSON.stringify({ failures })}\n`)
process.exit(failures.length > 0 ? 1 : 0)
