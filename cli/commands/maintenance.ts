// `ronda maintenance`: plans a window in which something is worked on; without words it lists what is planned.
import type { ApiPlannedList } from '../../console/api/planned-response.ts'
import { act, problemsOf } from '../act/act.ts'
import { frameOf } from '../act/frame.ts'
import { Complaints, PLAN_OPTIONS, readPlan, readTime } from '../act/plan.ts'
import { plannedLines } from '../act/planned-lines.ts'
import { type Telling, tellPlanned } from '../act/tell-planned.ts'
import type { TimeFrame } from '../act/times.ts'
import { parseWeekly, WEEKLY_FORMS, type Weekly } from '../act/weekly.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { askOrThrow, configOf } from '../data-folder.ts'

const MOST_TARGETS = 100_000

export const command: Command = {
  name: 'maintenance',
  summary: 'plans a window, once or every week; without words lists all that is planned',
  usage:
    '[TARGET...] [--list FILE] [--where QUERY] --reason TEXT --owner ID (--from TIME --until TIME | --weekly WINDOW [--timezone ZONE]) [--reference TEXT] [--confirm N] [--dry-run] [--by NAME] [--config FILE]',
  example: [
    'ronda maintenance',
    'active  suspension sus-mws7k2-1: 12 targets, from 20:15:00 WIB until 25 Nov 20:15:00 WIB',
    '        line is being moved; owner Diskominfo',
  ].join('\n'),
  options: {
    ...PLAN_OPTIONS,
    weekly: { type: 'string', value: 'WINDOW', help: `every week: ${WEEKLY_FORMS}` },
    timezone: { type: 'string', value: 'ZONE', help: 'of --weekly; without it that of the city' },
  },
  positionals: [0, MOST_TARGETS],
  async run(args, context) {
    const config = configOf(args.values)
    const frame = await frameOf(config)
    if (isQuestion(args)) return await list(config, frame, context)
    const complaints = new Complaints('maintenance')
    const plan = readPlan(args, complaints)
    const { body, placeOf } = plan
    const time = readWindow(args.values, frame, complaints)
    if (complaints.any) complaints.add(...(await problemsOf(config, plan)))
    complaints.throwAny()
    const request = { path: '/api/maintenance', body: { ...body, time }, placeOf }
    const done = await act(config, request, context)
    return await tellPlanned(config, 'Planned for', done, { frame, when: whenOf(time), context })
  },
}

/** Nothing is said of what to do: what is planned is asked for. */
function isQuestion({ values, positionals }: Arguments): boolean {
  const said = Object.keys(values).filter((name) => !['config', 'json'].includes(name))
  return positionals.length === 0 && said.length === 0
}

async function list(
  config: Config,
  frame: Omit<TimeFrame, 'edge'>,
  { json, out }: CommandContext,
): Promise<number> {
  const planned = await askOrThrow<ApiPlannedList>(config, '/api/planned')
  out(json ? `${JSON.stringify(planned)}\n` : `${plannedLines(planned.rows, frame).join('\n')}\n`)
  return 0
}

/** As the API wants it. */
type Window =
  | { readonly type: 'once'; readonly from: string | undefined; readonly until: string | undefined }
  | ({ readonly type: 'weekly'; readonly timezone: string } & Weekly)

/** Stands for what is complained of. */
const NEVER: Weekly = { days: [], from: '', to: '' }

function whenOf(window: Window): Telling['when'] {
  if (window.type === 'weekly') {
    const { type: _, days, ...weekly } = window
    return { weekly: { days: [...days], ...weekly } }
  }
  const { from, until } = window
  return { ...(from ? { from } : {}), ...(until ? { until } : {}) }
}

function readWindow(
  values: Arguments['values'],
  frame: Omit<TimeFrame, 'edge'>,
  complaints: Complaints,
): Window {
  const { weekly, timezone } = values
  if (typeof weekly === 'string') {
    if (values['from'] !== undefined || values['until'] !== undefined) {
      complaints.add('--weekly has its own times: leave out --from and --until')
    }
    const window = parseWeekly(weekly)
    if (window === undefined) complaints.add(`--weekly ${weekly}: write ${WEEKLY_FORMS}`)
    const zone = typeof timezone === 'string' ? timezone : frame.timezone
    return { type: 'weekly', ...(window ?? NEVER), timezone: zone }
  }
  if (timezone !== undefined) complaints.add('--timezone is that of --weekly, which is missing')
  for (const name of ['from', 'until']) {
    if (values[name] === undefined) complaints.add(`--${name} is missing, or --weekly`)
  }
  const from = readTime(values, 'from', frame, complaints)
  const until = readTime(values, 'until', frame, complaints)
  return { type: 'once', from, until }
}
