// Reads a scenario file whole, and says everything that is wrong with it at once, each with its line.
import { basename } from 'node:path'
import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Fleet } from '../../fleet/model.ts'
import type { Problem } from '../../fleet/problem.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { scenarioEstate } from '../rigs/scenario-estate.ts'
import { type Around, type Fault, faultsOf, without } from './reading.ts'
import type { Scenario, Step } from './scenario.ts'
import { headSchema } from './schema.ts'
import { readStep } from './steps.ts'

const SEED = 1

export type ReadScenario =
  | { readonly scenario: Scenario }
  | { readonly problems: readonly Problem[] }

/** `path` is only for messages. */
export function readScenario(text: string, path: string): ReadScenario {
  const file = basename(path)
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const broken = document.errors.map((error) => ({
    file,
    line: lines.linePos(error.pos[0]).line,
    what: error.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? error.code,
    remedy: 'mend the YAML',
  }))
  if (broken.length > 0) return { problems: broken }
  const lineOf = (at: readonly PropertyKey[]): number => {
    for (let depth = at.length; depth > 0; depth--) {
      const node = document.getIn(at.slice(0, depth), true)
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
    }
    return 1
  }
  const plain: unknown = document.toJS({ maxAliasCount: 10 }) ?? {}
  const parsed = headSchema.safeParse(plain)
  const faults: Fault[] = (parsed.error?.issues ?? []).flatMap((issue) => faultsOf(issue, []))
  // The steps are read all the same, by what is left of the head without its faults.
  const head = parsed.data ?? headSchema.safeParse(without(plain, faults)).data
  const scenario = head && scenarioOf(head, file, lineOf, faults)
  if (scenario && faults.length === 0) return { scenario }
  const problems = faults.map(({ path: at, what, remedy }) => ({
    file,
    line: lineOf(at),
    what,
    remedy,
  }))
  return { problems: problems.sort((a, b) => a.line - b.line) }
}

function scenarioOf(
  head: z.output<typeof headSchema>,
  file: string,
  lineOf: (path: readonly PropertyKey[]) => number,
  faults: Fault[],
): Scenario {
  const { title, config, receivers } = head
  const fleet = fleetOf(head)
  const around: Around = { fleet, receivers: Object.keys(receivers), toleranceMs: head.tolerance }
  const steps: Step[] = []
  for (const [position, plain] of head.steps.entries()) {
    const read = readStep(plain, position, lineOf(['steps', position]), around)
    faults.push(...read.faults)
    if (read.step) steps.push(read.step)
  }
  const endMs = Math.max(0, ...steps.map(endOf))
  return { file, title, fleet, config, receivers, steps, endMs }
}

function fleetOf({ city, estate }: z.output<typeof headSchema>): Fleet {
  if (city === 'synthetic') return synthesizeFleet({ seed: SEED })
  return scenarioEstate({ ...estate, intervalMs: estate.intervals })
}

function endOf(step: Step): number {
  if ('want' in step) return step.want.span.until
  const { action } = step
  return step.at + (action.do === 'toggle' ? action.forMs : 0)
}
