// Everything that would be wrong with a stack, found before there is any resource.
import { join, resolve } from 'node:path'
import { loadFleet } from '../fleet/load.ts'
import type { Fleet } from '../fleet/model.ts'
import { formatProblem, type Problem } from '../fleet/problem.ts'
import { synthesizeFleet } from '../fleet/synthetic/synthesize.ts'
import { type AskProgram, askProgram } from './ask-program.ts'
import { checkEstate, warnings } from './check-config.ts'
import { checkDeployed } from './check-deployed.ts'
import { type ReadProgram, readProgram } from './check-program.ts'
import { type StackConfig, stackSchema } from './config.ts'
import { estateCounts } from './estate-counts.ts'
import { secretProblems } from './instance/secret-problems.ts'
import { KEEP_DAYS } from './plan/database-size.ts'
import { pinProblems } from './plan/pins.ts'
import { type Plan, planStack } from './plan/plan.ts'
import { databaseProblems, regionProblems } from './plan/regions.ts'
import { readStackConfig } from './read-config.ts'
import { readText } from './read-text.ts'
import { foreignSecrets } from './secrets/needed.ts'
import { withLines } from './stack-lines.ts'

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
  /** Default: `ronda check` in a process of its own. */
  readonly ask?: AskProgram
}

export interface Preflight {
  /** With the estate that ronda.yaml names where the stack names none. */
  readonly config: StackConfig
  readonly region: string
  readonly fleet: Fleet
  /** Text of ronda.yaml; empty where a synthetic city has none. */
  readonly program: string
  /** Where the city comes from, in a line: `estate (named by ronda.yaml)`. */
  readonly source: string
  readonly plan: Plan
  /** What had better be otherwise. */
  readonly warnings: readonly Problem[]
}

const OLDEST_NODE = [22, 18] as const
const DEFAULT_PROGRAM = stackSchema.shape.program.parse(undefined)
const DEFAULT_SEED = 1

/** Reads files only; asks nobody. All problems at once: configuration, estate (with lines), ronda.yaml, region, Node. */
export async function preflight(
  input: PreflightInput,
): Promise<Preflight | { readonly problems: readonly Problem[] }> {
  const { values, project, file, nodeVersion = process.versions.node, ask = askProgram } = input
  const region = input.region ?? values['aws:region'] ?? ''
  const read = readStackConfig(values, file)
  // Of a configuration that is wrong elsewhere the folders are known all the same.
  const written = writtenProgram(values, project)
  const estate = values['ronda:estate'] || written.estate?.folder
  const config = 'config' in read ? { ...read.config, ...(estate && { estate }) } : undefined
  const [city, told] = await Promise.all([
    cityOf(estate, written.seed, project),
    written.isThere ? askedOf(written.file, estate, project, ask) : [],
  ])
  const problems: Problem[] = [
    ...nodeProblems(nodeVersion),
    ...regionProblems(region, file),
    ...('problems' in read ? read.problems : []),
    ...('problems' in city ? city.problems : []),
    ...once([...written.problems, ...told]).toSorted((a, b) => a.line - b.line),
  ]
  const sound = config ?? ('sound' in read ? { ...read.sound, ...(estate && { estate }) } : {})
  problems.push(...pinProblems(sound, file))
  if (sound.database) problems.push(...databaseProblems(sound.database, region, file))
  if ('fleet' in city) problems.push(...checkEstate(sound, city.fleet, file))
  if (config && 'fleet' in city && written.problems.length === 0) {
    const of = { program: written.text, fleet: city.fleet, config, own: '' }
    problems.push(...secretProblems(foreignSecrets(of), estate ?? file))
  }
  const stackText = readText(join(project, file))
  const located = (all: readonly Problem[]) =>
    withLines(all, file, 'text' in stackText ? stackText.text : '')
  if (problems.length > 0 || config === undefined || 'problems' in city) {
    return { problems: located(problems) }
  }
  const { fleet } = city
  const plan = planStack(estateCounts(fleet), config, region, written.keepDays)
  const deployed = { config, fleet, program: written.text, plan, file: written.file }
  const added = await checkDeployed(deployed, ask)
  if (added.length > 0) return { problems: added }
  return {
    ...{ config, region, fleet, program: written.text, plan },
    source: sourceOf(values, written, estate),
    warnings: [...city.warnings, ...located(warnings(config, fleet, plan, file))],
  }
}

async function cityOf(estate: string | undefined, seed: number | undefined, project: string) {
  if (estate === undefined)
    return {
      fleet: synthesizeFleet({ seed: seed ?? DEFAULT_SEED }),
      warnings: [] as readonly Problem[],
    }
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

interface WrittenProgram extends ReadProgram {
  readonly file: string
  readonly text: string
  readonly isThere: boolean
}

function writtenProgram(values: Readonly<Record<string, string>>, project: string): WrittenProgram {
  const { 'ronda:estate': estate, 'ronda:program': named } = values
  const file = named || DEFAULT_PROGRAM
  const read = readText(resolve(project, file))
  if ('text' in read) {
    const found = readProgram(read.text, Boolean(estate), file)
    const two = twoEstates(estate, found, file, project)
    return { ...found, problems: [...found.problems, ...two], file, text: read.text, isThere: true }
  }
  const nothing = { file, text: '', isThere: false, keepDays: KEEP_DAYS }
  // The synthetic city needs none, unless one was asked for: Pulumi gives the default, too.
  if (read.isMissing && file === DEFAULT_PROGRAM && !estate) return { ...nothing, problems: [] }
  const remedy = read.isMissing
    ? 'ronda init DIR writes one to start from; ronda:program names another file'
    : read.remedy
  return { ...nothing, problems: [{ file, line: 0, what: read.what, remedy }] }
}

function twoEstates(
  ofStack: string | undefined,
  { estate }: ReadProgram,
  file: string,
  project: string,
): Problem[] {
  if (!ofStack || estate === undefined) return []
  if (resolve(project, ofStack) === resolve(project, estate.folder)) return []
  const what = `estate: means ${estate.folder}, and ronda:estate of the stack ${ofStack}`
  return [{ file, line: estate.line, what, remedy: 'leave one of them out: one city a stack' }]
}

/** What the program says of the file; the estate is read here, too, and tells its problems by itself. */
async function askedOf(
  file: string,
  estate: string | undefined,
  project: string,
  ask: AskProgram,
): Promise<Problem[]> {
  const path = resolve(project, file)
  const found = await ask(path, estate === undefined ? undefined : resolve(project, estate))
  return found.filter((problem) => problem.file === path).map((problem) => ({ ...problem, file }))
}

/** What is no YAML is seen by both. */
function once(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [formatProblem(problem), problem])).values()]
}

function sourceOf(
  values: Readonly<Record<string, string>>,
  { file, isThere, seed }: WrittenProgram,
  estate: string | undefined,
): string {
  const program = isThere ? file : 'no ronda.yaml, so all its defaults'
  if (estate === undefined) return `synthetic, seed ${seed ?? DEFAULT_SEED}; ${program}`
  return `${estate}${values['ronda:estate'] ? '' : ` (named by ${file})`}; ${program}`
}

function nodeProblems(version: string): Problem[] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return []
  const what = `this is Node ${version}; Ronda needs ${OLDEST_NODE.join('.')} or newer`
  const remedy = 'run it through npm (npm run preview): npm ci brings Node 24 along on Linux'
  return [{ file: 'Node', line: 0, what, remedy }]
}
