// `ronda alerts test`: scripted series in, expected alerts out, through the very queries of the rules.
import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type RuleSettings, rulesSchema } from '../../alerts/rules/config.ts'
import type { RuleCase } from '../../alerts/rules/evaluate/rule-case.ts'
import { rulesOf } from '../../alerts/rules/rules.ts'
import { RondaError } from '../../fleet/error.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import { didYouMean } from '../../fleet/suggest.ts'
import { readCaseFile } from '../alerts-test/case-yaml.ts'
import { inMemory } from '../alerts-test/in-memory.ts'
import { startOwnInfluxd } from '../alerts-test/own-influxd.ts'
import { linesOfCase, objectOfCase } from '../alerts-test/report.ts'
import { runCases } from '../alerts-test/run-cases.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import { readConfig } from '../config.ts'

const SHIPPED = fileURLToPath(new URL('../../alerts/rules/cases', import.meta.url))
const MOST_FILES = 200
const INTERRUPTED = 130

export const command: Command = {
  name: 'alerts test',
  summary: 'tests alert rules: writes scripted series to an InfluxDB and looks what fires',
  usage: '[FILE...] [--rule UID] [--influx URL] [--config FILE] [--json]',
  example: [
    'ronda alerts test --rule ronda-cause-uplink',
    'ok    ronda-cause-uplink: an uplink dies, is told after its time, and ends  (0.1 s)',
    '...',
  ].join('\n'),
  options: {
    rule: { type: 'string', value: 'UID', help: 'only cases of this rule' },
    influx: {
      type: 'string',
      value: 'URL',
      help: 'an InfluxDB 1 to work in, in databases of its own that it drops; without it influxd on PATH',
    },
    config: {
      type: 'string',
      short: 'c',
      value: 'FILE',
      help: 'a ronda.yaml whose alerts.rules and alerts.delivery your own cases start from',
    },
  },
  positionals: [0, MOST_FILES],
  async run({ values, positionals }, context) {
    if (positionals.length === 0 && values['config'] !== undefined) {
      throw new RondaError(
        'RND_USAGE',
        'the shipped cases are written for the settings that rules have by themselves, not for those of a ronda.yaml',
        { remedy: 'leave --config out, or name the files of your own cases' },
      )
    }
    const settings = settingsOf(values)
    const files = positionals.length > 0 ? positionals : shippedFiles()
    const { cases: all, problems } = readAll(files, settings)
    if (problems.length > 0) return sayProblems(problems, context)
    const cases = chosen(all, values['rule'], settings)
    const url = influxUrl(values['influx'])
    if (url !== undefined) return await runAll(cases, url, context)
    const influxd = await ownInfluxd()
    try {
      return await runAll(cases, influxd.url, context)
    } finally {
      await influxd.close()
    }
  },
}

async function runAll(
  cases: readonly RuleCase[],
  url: string,
  context: CommandContext,
): Promise<number> {
  const { signal, json } = context
  const begun = performance.now()
  let [passed, failed] = [0, 0]
  try {
    for await (const done of runCases(cases, rulesOf, { url, signal })) {
      if (done.failures.length === 0) passed++
      else failed++
      context.out(
        json ? `${JSON.stringify(objectOfCase(done))}\n` : `${linesOfCase(done).join('\n')}\n`,
      )
    }
  } catch (error) {
    // Cut off in the middle of a question.
    if (!signal.aborted) throw error
  }
  const tookMs = Math.round(performance.now() - begun)
  const left = cases.length - passed - failed
  if (json) context.out(`${JSON.stringify({ type: 'summary', passed, failed, left, tookMs })}\n`)
  else {
    const rest = left > 0 ? `, ${left} not run` : ''
    context.out(`${passed} passed, ${failed} failed${rest} in ${(tookMs / 1000).toFixed(1)} s\n`)
  }
  return signal.aborted ? INTERRUPTED : failed > 0 ? 1 : 0
}

function settingsOf({ config: file }: Arguments['values']): RuleSettings {
  const alerts = typeof file === 'string' ? readConfig(file).alerts : undefined
  const delivery = alerts?.delivery ?? 'grafana'
  return {
    rules: alerts?.rules ?? rulesSchema.parse({}),
    // What the program tells by itself can be tested all the same.
    delivery: delivery === 'direct' ? 'grafana' : delivery,
    qualified: true,
  }
}

function shippedFiles(): string[] {
  const names = readdirSync(SHIPPED).filter((name) => name.endsWith('.yaml'))
  return names.sort().map((name) => join(relative('.', SHIPPED), name))
}

function readAll(
  files: readonly string[],
  settings: RuleSettings,
): { readonly cases: readonly RuleCase[]; readonly problems: readonly Problem[] } {
  const cases: RuleCase[] = []
  const problems: Problem[] = []
  for (const file of files) {
    const read = readCaseFile(file, { settings, rulesOf })
    if ('cases' in read) cases.push(...read.cases)
    else problems.push(...read.problems)
  }
  return { cases, problems }
}

function sayProblems(problems: readonly Problem[], context: CommandContext): number {
  if (context.json) context.out(`${JSON.stringify({ ok: false, problems })}\n`)
  else context.out(`${listProblems(problems).join('\n')}\n`)
  const count = problems.length
  context.err(`${count} ${count === 1 ? 'problem' : 'problems'}; docs/grafana.md shows a case\n`)
  return 2
}

function chosen(
  cases: readonly RuleCase[],
  uid: Arguments['values'][string],
  settings: RuleSettings,
): readonly RuleCase[] {
  if (typeof uid !== 'string') return cases
  const found = cases.filter(({ rules }) => rules.includes(uid))
  if (found.length > 0) return found
  const known = rulesOf(settings).map((rule) => rule.uid)
  const near = known.includes(uid) ? undefined : didYouMean(uid, known)
  throw new RondaError('RND_USAGE', `no case of rule "${uid}"`, {
    remedy: near ? `did you mean "${near}"?` : `there is ${known.join(', ')}`,
  })
}

function influxUrl(written: Arguments['values'][string]): string | undefined {
  if (typeof written !== 'string') return undefined
  const url = URL.parse(written)
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url.href
  throw new RondaError('RND_USAGE', '--influx wants the address of an InfluxDB', {
    remedy: 'write --influx http://127.0.0.1:8086',
  })
}

async function ownInfluxd() {
  try {
    return await startOwnInfluxd(inMemory())
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
    throw new RondaError(
      'RND_INFLUX',
      isMissing ? 'there is no influxd on PATH to test on' : 'influxd does not start',
      {
        remedy: 'install it (apt-get install influxdb), or name an InfluxDB 1: --influx URL',
        cause,
      },
    )
  }
}
