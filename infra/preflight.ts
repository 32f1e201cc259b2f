// Everything that would be wrong with a stack, found before there is any resource.
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { messageOf } from '../fleet/error.ts'
import { loadFleet } from '../fleet/load.ts'
import type { Fleet } from '../fleet/model.ts'
import type { Problem } from '../fleet/problem.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { checkEstate, warnings } from './check-config.ts'
import { type CheckedProgram, checkProgram } from './check-program.ts'
import { type StackConfig, stackSchema } from './config.ts'
import { estateCounts } from './estate-counts.ts'
import { pinProblems } from './plan/pins.ts'
import { type Plan, planStack } from './plan/plan.ts'
import { readStackConfig } from './read-config.ts'

export interface PreflightInput {
  /** As Pulumi gives them, or stack-file.ts reads them. */
  readonly values: Readonly<Record<string, string>>
  /** Folder of Pulumi.yaml: estate and ronda.yaml are relative to it. */
  readonly project: string
  /** As problems name it: `Pulumi.prod.yaml`. */
  readonly file: string
  /** Default: `aws:region` of the values. */
  readonly region?: string
  /** Default: the one that runs. */
  readonly nodeVersion?: string
}

export interface Preflight {
  readonly config: StackConfig
  readonly region: string
  readonly fleet: Fleet
  /** Text of ronda.yaml; empty where a synthetic city has none. */
  readonly program: string
  readonly plan: Plan
  /** What had better be otherwise. */
  readonly warnings: readonly Problem[]
}

const OLDEST_NODE = [22, 18] as const
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/
const DEFAULT_PROGRAM = stackSchema.shape.program.parse(undefined)
const PROGRAM_BYTES = 1_000_000

/** Reads files only; asks nobody. All problems at once: configuration, estate (with lines), ronda.yaml, region, Node. */
export async function preflight(
  input: PreflightInput,
): Promise<Preflight | { readonly problems: readonly Problem[] }> {
  const { values, project, file, nodeVersion = process.versions.node } = input
  const region = input.region ?? values['aws:region'] ?? ''
  const read = readStackConfig(values, file)
  const config = 'config' in read ? read.config : undefined
  // Of a configuration that is wrong elsewhere the folders are known all the same.
  const estate = values['ronda:estate']
  const [city, program] = await Promise.all([
    cityOf(estate, project),
    programOf(values['ronda:program'], estate !== undefined, project),
  ])
  const problems: Problem[] = [
    ...nodeProblems(nodeVersion),
    ...regionProblems(region, file),
    ...('problems' in read ? read.problems : []),
    ...('problems' in city ? city.problems : []),
    ...program.problems,
  ]
  if (config) problems.push(...pinProblems(config, file))
  if (config && 'fleet' in city) problems.push(...checkEstate(config, city.fleet, file))
  if (problems.length > 0 || config === undefined || 'problems' in city) return { problems }
  const { fleet } = city
  const plan = planStack(estateCounts(fleet), config, region, program.keepDays)
  return {
    config,
    region,
    fleet,
    program: program.text,
    plan,
    warnings: [...city.warnings, ...warnings(config, fleet, plan, file)],
  }
}

async function cityOf(estate: string | undefined, project: string) {
  if (estate === undefined)
    return { fleet: synthesizeFleet({ seed: 1 }), warnings: [] as readonly Problem[] }
  const loaded = await loadFleet(resolve(project, estate))
  const inFolder = (problem: Problem) => ({
    ...problem,
    file: fileIn(estate, problem.file, project),
  })
  return 'problems' in loaded
    ? { problems: loaded.problems.map(inFolder) }
    : { ...loaded, warnings: loaded.warnings.map(inFolder) }
}

/** Problems of an estate name files within it, or the folder itself. */
function fileIn(estate: string, file: string, project: string): string {
  return file === resolve(project, estate) ? estate : `${estate.replace(/\/+$/, '')}/${file}`
}

interface ReadProgram extends Partial<CheckedProgram> {
  readonly text: string
  readonly problems: readonly Problem[]
}

async function programOf(
  named: string | undefined,
  hasEstate: boolean,
  project: string,
): Promise<ReadProgram> {
  const file = named || DEFAULT_PROGRAM
  try {
    const text = await readFile(resolve(project, file), 'utf8')
    if (text.length > PROGRAM_BYTES) {
      const problem = { file, line: 0, what: 'larger than 1 MB', remedy: 'that is no ronda.yaml' }
      return { text, problems: [problem] }
    }
    return { text, ...checkProgram(text, hasEstate, file) }
  } catch (error) {
    // The synthetic city needs none, unless one was asked for.
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isMissing && !named && !hasEstate) return { text: '', problems: [] }
    const what = isMissing ? 'is missing' : `cannot be read: ${messageOf(error)}`
    const remedy = 'ronda init DIR writes one to start from; ronda:program names another file'
    return { text: '', problems: [{ file, line: 0, what, remedy }] }
  }
}

function nodeProblems(version: string): Problem[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return []
  const what = `this is Node ${version}; Ronda needs ${OLDEST_NODE.join('.')} or newer`
  const remedy = 'run it through npm (npm run preview): npm ci brings Node 24 along on Linux'
  return [{ file: 'Node', line: 0, what, remedy }]
}

function regionProblems(region: string, file: string): Problem[] {
  if (REGION.test(region)) return []
  const what =
    region === '' ? 'aws:region: is missing' : `aws:region: ${region} is no region of AWS`
  return [{ file, line: 0, what, remedy: 'write a region such as ap-southeast-3, Jakarta' }]
}
