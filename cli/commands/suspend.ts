// `ronda suspend`: switches targets off on purpose until a day, so that nobody is called for them.
import { act, problemsOf } from '../act/act.ts'
import { frameOf } from '../act/frame.ts'
import { Complaints, PLAN_OPTIONS, readPlan, readTime } from '../act/plan.ts'
import { tellPlanned } from '../act/tell-planned.ts'
import type { Command } from '../command.ts'
import { configOf } from '../data-folder.ts'

const MOST_TARGETS = 100_000

export const command: Command = {
  name: 'suspend',
  summary: 'switches targets off on purpose until a day: they are listed, and page nobody',
  usage:
    '[TARGET...] [--list FILE] [--where QUERY] --reason TEXT --owner ID --until TIME [--from TIME] [--reference TEXT] [--confirm N] [--dry-run] [--by NAME] [--config FILE]',
  example: [
    'ronda suspend UPL-0042 --reason "line is being moved" --owner diskominfo --until +3d',
    'Suspended 12 targets from 20:15:00 WIB until 25 Nov 20:15:00 WIB as sus-mws7k2-1.',
    'What is planned: ronda maintenance. End it: ronda resume sus-mws7k2-1',
  ].join('\n'),
  options: PLAN_OPTIONS,
  positionals: [0, MOST_TARGETS],
  async run(args, context) {
    const config = configOf(args.values)
    const frame = await frameOf(config)
    const complaints = new Complaints('suspend')
    const plan = readPlan(args, complaints)
    const { body, placeOf } = plan
    const from = readTime(args.values, 'from', frame, complaints)
    const until = readTime(args.values, 'until', frame, complaints)
    if (args.values['until'] === undefined) complaints.add('--until is missing')
    if (complaints.any) complaints.add(...(await problemsOf(config, plan)))
    complaints.throwAny()
    const whole = { ...body, until, ...(from === undefined ? {} : { from }) }
    const done = await act(config, { path: '/api/suspensions', body: whole, placeOf }, context)
    const when = { from: from ?? new Date(frame.now).toISOString(), ...(until ? { until } : {}) }
    return await tellPlanned(config, 'Suspended', done, { frame, when, context })
  },
}
