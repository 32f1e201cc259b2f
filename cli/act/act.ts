// Has the running program do something, and tells what came of it: done, to be confirmed, or refused with every problem.
import type { ApiConfirmNeeded, ApiDone, ApiRefused } from '../../console/api/planned-response.ts'
import type { ApiError } from '../../console/api/response.ts'
import { RondaError } from '../../fleet/error.ts'
import { formatCount, formatShare } from '../../texts/times.ts'
import type { CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { tellRunning } from '../data-folder.ts'
import { askForNumber } from './ask-for-number.ts'
import type { Plan } from './plan.ts'

/** More than anybody reads in one go; `--json` gives all. */
const MOST_LINES = 100

export interface Act {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** Where an id of a list was read: of the position in `scope.targets` or `targets`. */
  readonly placeOf?: ((position: number) => string) | undefined
}

const HOUR_MS = 3_600_000

/** `asks`: what it covers wants its number; only of a dry run, which is not asked for it. */
export type Acted = ApiDone & { readonly asks?: boolean }

/**
 * Asks for the number of a mass suspension where a person is at the terminal. Throws RND_USAGE for what is refused or was
 * not confirmed, RND_NOT_RUNNING where no program runs.
 */
export async function act(config: Config, act: Act, context: CommandContext): Promise<Acted> {
  let told = await tellRunning(config, act.path, act.body)
  if (told.status === 409) {
    const { covered, share } = (told.body as ApiConfirmNeeded).error
    if (act.body['dryRun'] === true) {
      return { id: '', covered, asks: true, kept: true, warnings: [] }
    }
    const what = `this covers ${formatCount('en', covered)} targets, ${formatShare('en', share)} of the estate`
    const typed = await askForNumber(context, what)
    if (typed !== covered) throw notConfirmed(what, covered, typed)
    told = await tellRunning(config, act.path, { ...act.body, confirm: covered })
  }
  if (told.status === 200) return told.body as ApiDone
  if (told.status === 422) throw refused(told.body as ApiRefused, act, context)
  const { message } = (told.body as ApiError).error
  throw new RondaError('RND_USAGE', message, { remedy: remedyOf(told.status) })
}

function notConfirmed(what: string, covered: number, typed: number | undefined): RondaError {
  const message = typed === undefined ? what : `${what}, and that was not the number`
  return new RondaError('RND_USAGE', message, {
    remedy: `if that is meant, say its number: --confirm ${covered}`,
  })
}

/** What is wrong with what is named, where something else is wrong already: all is said at once. */
export async function problemsOf(config: Config, { body, placeOf }: Plan): Promise<string[]> {
  const { scope, owner } = body
  const until = new Date(Date.now() + HOUR_MS).toISOString()
  const asked = { scope, owner: owner ?? 'nobody', reason: '-', until, dryRun: true }
  const told = await tellRunning(config, '/api/suspensions', asked)
  if (told.status !== 422) return []
  const { problems } = (told.body as ApiRefused).error
  return problems
    .filter(({ field }) => field.startsWith('scope.') || (field === 'owner' && owner !== undefined))
    .map((problem) => lineOf(problem, { body: asked, placeOf }))
}

function lineOf(
  { field, what, remedy }: ApiRefused['error']['problems'][number],
  { body, placeOf }: Pick<Act, 'body' | 'placeOf'>,
): string {
  const position = /^(?:scope\.)?targets\.(\d+)$/.exec(field)?.[1]
  const place = position === undefined ? undefined : placeOf?.(Number(position))
  return `${place ?? whereOf(field, body) ?? field}: ${what}; ${remedy}`
}

/** `--where kind=nvrs` of `scope.query.kind.0`. */
function whereOf(field: string, body: Act['body']): string | undefined {
  const [, name = '', item] = /^scope\.query\.(\w+)\.(\d+)$/.exec(field) ?? []
  const { query } = (body['scope'] ?? {}) as { query?: Readonly<Record<string, readonly string[]>> }
  const value = query?.[name]?.[Number(item)]
  return value === undefined ? undefined : `--where ${name}=${value}`
}

function refused({ error }: ApiRefused, act: Act, context: CommandContext): RondaError {
  const lines = error.problems.map((problem) => lineOf(problem, act))
  const shown = context.json ? lines : lines.slice(0, MOST_LINES)
  const rest = lines.length - shown.length
  const all = [...shown, ...(rest > 0 ? [`... and ${formatCount('en', rest)} more`] : [])]
  return new RondaError('RND_USAGE', all.join('\n'), { remedy: 'mend that; nothing was changed' })
}

function remedyOf(status: number): string {
  if (status === 404)
    return '"ronda maintenance" lists what is planned, "ronda incidents" what is broken'
  if (status === 429) return 'another program on this machine sends wrong tokens: wait a minute'
  return 'nothing was changed; the log of "ronda run" says more'
}
