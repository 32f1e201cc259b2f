// What suspensions and windows have in common on the command line: what is covered, why, whose it is, and the number.
import { RondaError } from '../../fleet/error.ts'
import type { Arguments, Option } from '../command.ts'
import { CONFIG_OPTION } from '../data-folder.ts'
import { actorOf, BY_OPTION } from './actor.ts'
import { readTargets } from './target-list.ts'
import { parseTime, TIME_FORMS, type TimeFrame } from './times.ts'
import { parseWhere } from './where.ts'

export const LIST_OPTION: Readonly<Record<string, Option>> = {
  list: {
    type: 'string',
    value: 'FILE',
    help: 'a file with one id a line; a CSV with ids in front',
  },
}

export const PLAN_OPTIONS: Readonly<Record<string, Option>> = {
  ...LIST_OPTION,
  where: {
    type: 'string',
    value: 'QUERY',
    help: 'all that match, as in kind=nvr,area=genuk; also owner, isp, model, vendor, class',
  },
  reason: { type: 'string', value: 'TEXT', help: 'why, in one line' },
  owner: { type: 'string', value: 'ID', help: 'who is told when it ends and something is dead' },
  reference: { type: 'string', value: 'TEXT', help: 'number of the letter or the ticket' },
  from: { type: 'string', value: 'TIME', help: `when it begins: ${TIME_FORMS}` },
  until: {
    type: 'string',
    value: 'TIME',
    help: 'when it ends; a date alone is the end of that day',
  },
  confirm: { type: 'string', value: 'N', help: 'how many targets it is meant to cover' },
  'dry-run': { type: 'boolean', help: 'only count and check' },
  ...BY_OPTION,
  ...CONFIG_OPTION,
}

export interface Plan {
  /** Fields of the request that both kinds have. */
  readonly body: Readonly<Record<string, unknown>>
  placeOf(position: number): string
}

/** Collects what is wrong, to be told all at once. */
export class Complaints {
  readonly #command: string
  readonly #lines: string[] = []

  constructor(command: string) {
    this.#command = command
  }

  add(...lines: readonly string[]): void {
    this.#lines.push(...lines)
  }

  get any(): boolean {
    return this.#lines.length > 0
  }

  /** Throws RND_USAGE where there was anything to complain of. */
  throwAny(): void {
    if (this.#lines.length === 0) return
    throw new RondaError('RND_USAGE', `ronda ${this.#command}: ${this.#lines.join('\n')}`, {
      remedy: `options and an example: ronda ${this.#command} --help`,
    })
  }
}

/** What the words of the command say, beside the times. */
export function readPlan({ values, positionals }: Arguments, complaints: Complaints): Plan {
  const { list, where, reference, confirm } = values
  const targets = readTargets(positionals, typeof list === 'string' ? list : undefined)
  complaints.add(...targets.problems)
  const query = typeof where === 'string' ? parseWhere(where) : undefined
  complaints.add(...(query?.problems ?? []))
  if (positionals.length === 0 && list === undefined && query === undefined) {
    complaints.add('nothing is named; name TARGETs, --list FILE or --where QUERY')
  }
  for (const name of ['reason', 'owner']) {
    if (values[name] === undefined) complaints.add(`--${name} is missing`)
  }
  const number = typeof confirm === 'string' ? Number(confirm.replace(/[,.]/g, '')) : undefined
  if (number !== undefined && !(Number.isSafeInteger(number) && number > 0)) {
    complaints.add(`--confirm ${String(confirm)} is not a number of targets`)
  }
  const scope = {
    ...(targets.ids.length > 0 ? { targets: targets.ids } : {}),
    ...(query && Object.keys(query.where).length > 0 ? { query: query.where } : {}),
  }
  return {
    body: {
      scope,
      reason: values['reason'],
      owner: values['owner'],
      by: actorOf(values),
      ...(reference === undefined ? {} : { reference }),
      ...(number === undefined ? {} : { confirm: number }),
      ...(values['dry-run'] === true ? { dryRun: true } : {}),
    },
    placeOf: (position) => targets.placeOf(position),
  }
}

/** The time of `--from` or `--until` in ISO 8601; undefined where it is not given, or wrong, which is complained of. */
export function readTime(
  values: Arguments['values'],
  name: 'from' | 'until',
  frame: Pick<TimeFrame, 'timezone' | 'now'>,
  complaints: Complaints,
): string | undefined {
  const text = values[name]
  if (typeof text !== 'string') return undefined
  const at = parseTime(text, { ...frame, edge: name === 'from' ? 'start' : 'end' })
  if (at === undefined) complaints.add(`--${name} ${text} is no time; write ${TIME_FORMS}`)
  else if (name === 'until' && at <= frame.now) complaints.add(`--until ${text} is past`)
  return at === undefined ? undefined : new Date(at).toISOString()
}
