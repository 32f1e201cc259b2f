// Run on a worker when it boots: the plan is a file, the tokens of the database are there afterwards.
import { readFileSync } from 'node:fs'
import { makeSeriesTokens, type TokenPlan } from './series-tokens.ts'

const [file = ''] = process.argv.slice(2)
try {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as TokenPlan
  for (const line of await makeSeriesTokens(plan)) say(line)
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

function say(text: string): void {
  process.stderr.write(`series tokens: ${text}\n`)
}
