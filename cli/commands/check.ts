// `ronda check`: everything that is wrong with ronda.yaml and its estate, without starting anything; for CI and deployments.
import { existsSync } from 'node:fs'
import type { Fleet } from '../../fleet/model.ts'
import { formatProblem, listProblems, type Problem } from '../../fleet/problem.ts'
import { pingedTargets } from '../../fleet/topology.ts'
import { checkCity } from '../check/check-city.ts'
import type { Command, CommandContext } from '../command.ts'
import { DEFAULT_FILE, readConfigText } from '../config.ts'
import { CONFIG_OPTION } from '../data-folder.ts'

export const command: Command = {
  name: 'check',
  summary:
    'reads ronda.yaml and the estate and says everything that is wrong with them, asking nobody',
  usage: '[--config FILE] [--estate DIR] [--json]',
  example: [
    'ronda check --config my-city/ronda.yaml',
    'my-city/ronda.yaml:12: unknown key "consle"; did you mean "console"?',
    'my-city/estate/uplinks.csv:17: area "bulusann" does not exist; did you mean "bulusan"?',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    estate: { type: 'string', value: 'DIR', help: 'the estate, instead of the one in the file' },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const file = typeof values['config'] === 'string' ? values['config'] : DEFAULT_FILE
    const estate = typeof values['estate'] === 'string' ? values['estate'] : undefined
    const checked = await checkCity(textOf(file, values['config'] !== undefined), file, estate)
    return 'problems' in checked
      ? sayProblems(checked.problems, context)
      : saySound(file, checked, context)
  },
}

function sayProblems(problems: readonly Problem[], context: CommandContext): number {
  if (context.json) {
    context.out(`${JSON.stringify({ ok: false, problems })}\n`)
    return 2
  }
  context.out(`${listProblems(problems).join('\n')}\n`)
  const count = problems.length.toLocaleString('en')
  context.err(`${count} ${problems.length === 1 ? 'problem' : 'problems'}\n`)
  return 2
}

function saySound(
  file: string,
  { fleet, warnings }: { readonly fleet: Fleet; readonly warnings: readonly Problem[] },
  context: CommandContext,
): number {
  const { city, synthetic, nvrs, cameras } = fleet
  const pinged = pingedTargets(fleet).length
  if (context.json) {
    const counts = { pinged, nvrs: nvrs.length, cameras: cameras.length }
    context.out(`${JSON.stringify({ ok: true, city, synthetic, ...counts, warnings })}\n`)
    return 0
  }
  const many = (count: number) => count.toLocaleString('en')
  const is = `${city}${synthetic ? ' (synthetic)' : ''}, ${many(pinged)} pinged, ${many(cameras.length)} cameras`
  const warned = warnings.map((warning) => `warning: ${formatProblem(warning)}`)
  context.out(`${[...warned, `${file}: sound; ${is}`].join('\n')}\n`)
  return 0
}

/** A file that is not there is the synthetic city, unless it was named. */
function textOf(file: string, isNamed: boolean): string {
  if (!isNamed && !existsSync(file)) return ''
  return readConfigText(file)
}
