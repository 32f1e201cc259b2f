// `ronda resume`: ends a suspension or a window now, whole or for some of its targets.
import { formatCount } from '../../texts/times.ts'
import { act } from '../act/act.ts'
import { actorOf, BY_OPTION } from '../act/actor.ts'
import { Complaints, LIST_OPTION } from '../act/plan.ts'
import { readTargets } from '../act/target-list.ts'
import { exitOf, jsonOf, warnOf } from '../act/tell-done.ts'
import type { Command } from '../command.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'

const MOST_TARGETS = 100_000

export const command: Command = {
  name: 'resume',
  summary: 'ends a suspension or a window now; with targets only for them',
  usage: 'ID [TARGET...] [--list FILE] [--by NAME] [--config FILE]',
  example: 'ronda resume sus-mws7k2-1\nResumed 12 targets of sus-mws7k2-1.',
  options: { ...LIST_OPTION, ...BY_OPTION, ...CONFIG_OPTION },
  positionals: [1, MOST_TARGETS],
  async run({ values, positionals }, context) {
    const config = configOf(values)
    const [id = '', ...words] = positionals
    const { list } = values
    const named = words.length > 0 || list !== undefined
    const targets = readTargets(words, typeof list === 'string' ? list : undefined)
    const complaints = new Complaints('resume')
    complaints.add(...targets.problems)
    complaints.throwAny()
    const body = { by: actorOf(values), ...(named ? { targets: targets.ids } : {}) }
    const path = `/api/planned/${encodeURIComponent(id)}/resume`
    const { placeOf } = targets
    const done = await act(config, { path, body, placeOf }, context)
    const { covered } = done
    if (context.json) context.out(`${jsonOf({ id, covered }, done)}\n`)
    else {
      const count = `${formatCount('en', covered)} ${covered === 1 ? 'target' : 'targets'}`
      context.out(`Resumed ${count} of ${id}.\n`)
      warnOf(done, context)
    }
    return exitOf(done)
  },
}
