// `ronda store init`: makes databases, retention policies, buckets and mappings where they are missing, and says so.
import { RondaError } from '../../fleet/error.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import type { InitStep } from '../../store/influx/dialect.ts'
import { createDialect } from '../../store/influx/dialects/create-dialect.ts'
import { InfluxError } from '../../store/influx/dialects/influx-error.ts'
import type { ProblemCode } from '../../store/influx/problem.ts'
import type { InfluxTarget, KeepDays } from '../../store/influx/target.ts'
import { seriesProblemText } from '../../texts/series.ts'
import { seriesReasonRemedy, seriesReasonText } from '../../texts/series-reasons.ts'
import type { Command } from '../command.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { influxOf } from '../run/influx.ts'

export const command: Command = {
  name: 'store init',
  summary: 'makes the databases of time series with their retentions, and says what it did',
  usage: '[--config FILE] [--target NAME] [--dry-run] [--json]',
  example: [
    'ronda store init',
    'main (http://127.0.0.1:8086, InfluxDB 1)',
    '  made   database ronda',
    '  made   retention policy raw  7 days, shards of 1 day',
    '  ...',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    target: { type: 'string', value: 'NAME', help: 'only this one of influx.targets' },
    'dry-run': { type: 'boolean', help: 'only say what would be done' },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const config = configOf(values)
    const settings = influxOf(config)
    if (settings === undefined) throw nothingToInit()
    const dryRun = values['dry-run'] === true
    const results: Result[] = []
    // One after the other: what is printed stands in the order of the file.
    for (const target of chosen(settings.targets, values['target'])) {
      const result = await initOne(target, settings.keepDays, dryRun)
      results.push(result)
      if (!context.json) context.out(`${linesOf(result).join('\n')}\n`)
    }
    const isOk = results.every(({ fault }) => fault === undefined)
    if (context.json) context.out(`${JSON.stringify({ ok: isOk, targets: results })}\n`)
    return isOk ? 0 : 1
  },
}

function chosen(
  targets: readonly InfluxTarget[],
  name: string | boolean | undefined,
): readonly InfluxTarget[] {
  if (typeof name !== 'string') return targets
  const found = targets.filter((target) => target.name === name)
  if (found.length > 0) return found
  const names = targets.map((target) => target.name)
  const close = didYouMean(name, names)
  throw new RondaError('RND_USAGE', `influx.targets has no "${name}"`, {
    remedy: close ? `did you mean "${close}"?` : `there is: ${names.join(', ')}`,
  })
}

interface Result {
  readonly name: string
  readonly url: string
  readonly dialect: string
  readonly steps: readonly InitStep[]
  /** What the server said, and what to do about it. */
  readonly fault?: { readonly said: string; readonly remedy: string }
}

async function initOne(target: InfluxTarget, keep: KeepDays, dryRun: boolean): Promise<Result> {
  const { name, url, dialect } = target
  try {
    const steps = await createDialect(target).init(keep, { dryRun })
    return { name, url, dialect, steps }
  } catch (error) {
    if (!(error instanceof InfluxError)) throw error
    return { name, url, dialect, steps: [], fault: faultOf(error) }
  }
}

/** Where the remedy for a running program, which tries again by itself, is none for a command that ran once. */
const REMEDIES: Readonly<Partial<Record<ProblemCode, string>>> = {
  unauthorised:
    'to set up takes an administrator (InfluxDB 1), an all-access token (2) or an admin token (3) in ronda.yaml; afterwards Ronda only reads and writes',
  unreachable:
    'see whether it runs, and whether its address in ronda.yaml and the way to it (name, firewall, certificate) are right',
  timeout: 'see whether its machine is overloaded, or set a longer timeoutMs in ronda.yaml',
  overloaded: 'try again in a while',
  'server-error': 'its own log says why',
}

function faultOf({ problem, remedy }: InfluxError): NonNullable<Result['fault']> {
  const said = seriesReasonText('en', problem.values)
  const known =
    remedy ??
    seriesReasonRemedy('en', problem.values) ??
    REMEDIES[problem.code] ??
    seriesProblemText('en', problem).remedy
  return { said, remedy: known }
}

function linesOf({ name, url, dialect, steps, fault }: Result): string[] {
  const did = Math.max(0, ...steps.map((step) => step.did.length))
  const what = Math.max(0, ...steps.map((step) => step.what.length))
  return [
    `${name} (${url}, InfluxDB ${dialect})`,
    ...steps.map((step) =>
      `  ${step.did.padEnd(did)}  ${step.what.padEnd(what)}  ${step.detail}`.trimEnd(),
    ),
    ...(fault ? [`  FAILED  ${fault.said}`, `          remedy: ${fault.remedy}`] : []),
  ]
}

function nothingToInit(): RondaError {
  return new RondaError('RND_USAGE', 'ronda.yaml names no database of time series', {
    remedy: [
      'write into ronda.yaml, with the address of your InfluxDB:',
      'influx:',
      '  targets:',
      '    - { name: main, url: "http://127.0.0.1:8086", database: ronda }',
      'docs/operations.md sets one up on Debian in four commands',
    ].join('\n'),
  })
}
