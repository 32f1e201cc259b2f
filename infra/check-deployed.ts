// Checks the city as a worker will get it: the files that people wrote, with everything that the stack adds to them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Fleet } from '../fleet/model.ts'
import type { Problem } from '../fleet/problem.ts'
import type { AskProgram } from './ask-program.ts'
import type { StackConfig } from './config.ts'
import { addressIn } from './plan/cidr.ts'
import type { Plan } from './plan/plan.ts'
import { cityFiles } from './worker/city.ts'
import type { InfluxTarget } from './worker/program.ts'

/** What is known only when it is there. */
const TO_COME = {
  database: 'http://database.invalid:8086',
  page: 'http://relay.invalid:9998/metrics',
}

/** Of what is right by itself. Problems name `file`, as the stack makes it of what is written there. */
export async function checkDeployed(
  { config, fleet, program, plan, file }: DeployedCity,
  ask: AskProgram,
): Promise<Problem[]> {
  const files = cityFiles({
    ...{ fleet, program, hasEstate: config.estate !== undefined },
    anchors: anchorsOf(config.link),
    relayPages: Array.from({ length: plan.sizes.relay.origins }, () => TO_COME.page),
    stack: {
      data: './data',
      console: { listen: '0.0.0.0:8080', token: 'aws-sm:ronda/console-token' },
      influx: influxOf(config.database),
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'ronda-city-'))
  try {
    for (const { path, text } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const problems = await ask(join(folder, 'ronda.yaml'), undefined)
    return problems.map((problem) => ({
      ...problem,
      file: `${problem.file === join(folder, 'ronda.yaml') ? file : config.estate} with what the stack adds`,
      // A line of a file that nobody sees.
      line: 0,
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export interface DeployedCity {
  readonly config: StackConfig
  readonly fleet: Fleet
  /** Text of ronda.yaml. */
  readonly program: string
  readonly plan: Plan
  /** Of ronda.yaml, as problems name it. */
  readonly file: string
}

function anchorsOf(link: StackConfig['link']): string[] {
  if (link.type === 'none') return []
  return [link.type === 'vpn' ? link.anchor : addressIn(link.tunnel, 2)]
}

function influxOf({ type }: StackConfig['database']): InfluxTarget {
  const target = { name: 'stack', url: TO_COME.database, database: 'ronda' }
  return type === 'ec2'
    ? { ...target, dialect: '1', username: 'writer', password: 'aws-sm:ronda/database-writer' }
    : { ...target, dialect: '2', org: 'ronda', token: 'aws-sm:ronda/database-writer' }
}
