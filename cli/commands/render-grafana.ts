// `ronda render grafana`: dashboards and alerting for Grafana, as files that it reads, or through its HTTP API.
import type { GrafanaModel, ProvisionFile } from '../../dashboards/provision/model.ts'
import { needsOf, referencesOf } from '../../dashboards/provision/needs.ts'
import type { Change } from '../../dashboards/push/compare.ts'
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Problem } from '../../fleet/problem.ts'
import { LANGUAGES, type Language } from '../../texts/language.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import type { Config } from '../config.ts'
import { configOf } from '../data-folder.ts'
import { grafanaCityOf, otherRulesOf } from '../grafana/city-of.ts'
import {
  addressOf,
  type Connection,
  connectionOf,
  isInClear,
  readSecrets,
  unreadSecrets,
} from '../grafana/connection.ts'
import {
  changeLines,
  changeRow,
  countLine,
  madeLine,
  needLines,
  stayingLines,
  unsaidLines,
  writtenLines,
} from '../grafana/lines.ts'
import { writeFiles } from '../grafana/write-files.ts'
import { cityOf } from '../run/city.ts'

export const command: Command = {
  name: 'render grafana',
  summary:
    'makes dashboards and alerting for Grafana: files for its provisioning, or by its HTTP API',
  usage: '--out DIR | --diff [URL] | --push [URL] [--overwrite] [--language id|en] [--config FILE]',
  example: [
    'ronda render grafana --out grafana/',
    'made 10 dashboards, 24 rules, 2 contact points, 1 data source',
    'grafana/: 13 files written, 0 unchanged, 0 removed',
    '...',
  ].join('\n'),
  options: {
    config: {
      type: 'string',
      short: 'c',
      value: 'FILE',
      help: 'a ronda.yaml, else ./ronda.yaml: needs influx: for the data source, and alerts: for rules and whom they tell',
    },
    out: { type: 'string', value: 'DIR', help: 'write the files that a stock Grafana reads there' },
    diff: {
      type: 'boolean',
      help: 'say what a push would do; URL of Grafana behind it, else grafana.url',
    },
    push: { type: 'boolean', help: 'put it into Grafana; URL behind it, else grafana.url' },
    overwrite: { type: 'boolean', help: 'also what a person changed since the last time' },
    language: { type: 'string', value: 'id|en', help: 'of titles and descriptions' },
  },
  positionals: [0, 1],
  async run(args, context) {
    const { values, positionals } = args
    const way = wayOf(args)
    const language = languageOf(values['language'])
    const address = addressOf(positionals[0])
    const config = configOf(values)
    const problems: Problem[] = []
    const connection = way === 'out' ? undefined : connectionOf(config, address, problems)
    const { model, files } = await rendered(config, language, problems)
    const overwrite = values['overwrite'] === true
    if (connection === undefined) {
      return out(String(values['out']), model, files(), overwrite, context)
    }
    if (isInClear(connection)) context.err(IN_CLEAR)
    try {
      return way === 'diff'
        ? await diff(config, connection, model, context)
        : await pushAll(config, connection, model, overwrite, context)
    } catch (error) {
      const isInterrupted = context.signal.aborted && error instanceof RondaError
      if (!isInterrupted || error.code !== 'RND_GRAFANA') throw error
      context.err('ronda: interrupted before anything was written\n')
      return 130
    }
  },
}

const IN_CLEAR =
  'ronda: the token, and secrets with a push, go over plain http: anybody on the way can read them\n'

function wayOf({ values, positionals }: Arguments): 'out' | 'diff' | 'push' {
  const ways = (['out', 'diff', 'push'] as const).filter((way) => values[way] !== undefined)
  const [way] = ways
  const usage = `usage: ronda render grafana ${command.usage}`
  if (way === undefined || ways.length > 1) {
    const what = way === undefined ? 'where to?' : `--${ways.join(' and --')} exclude each other`
    throw new RondaError('RND_USAGE', `ronda render grafana: ${what}`, { remedy: usage })
  }
  if (way === 'out' && positionals.length > 0) {
    const what = `"${positionals[0]}" is one word too many with --out`
    throw new RondaError('RND_USAGE', `ronda render grafana: ${what}`, { remedy: usage })
  }
  if (way === 'diff' && values['overwrite'] === true) {
    const what = '--diff only reads, --overwrite goes with --out and --push'
    throw new RondaError('RND_USAGE', `ronda render grafana: ${what}`, { remedy: usage })
  }
  return way
}

function languageOf(word: string | boolean | undefined): Language | undefined {
  if (word === undefined) return undefined
  const known = LANGUAGES.find((language) => language === word)
  if (known !== undefined) return known
  throw new RondaError('RND_USAGE', `ronda render grafana: "${String(word)}" is no language`, {
    remedy: `--language ${LANGUAGES.join(' or ')}`,
  })
}

/** Grafana's packages are for development: a machine that only runs the worker does without them. */
async function rendered(
  config: Config,
  language: Language | undefined,
  problems: readonly Problem[],
): Promise<{ readonly model: GrafanaModel; files(): readonly ProvisionFile[] }> {
  const city = grafanaCityOf(config, await cityOf(config), language, problems)
  try {
    const [{ modelOf }, { filesOf }] = await Promise.all([
      import('../../dashboards/provision/model-of.ts'),
      import('../../dashboards/provision/files.ts'),
    ])
    const model = { ...modelOf(city), otherRules: otherRulesOf(city) }
    return { model, files: () => filesOf(model) }
  } catch (error) {
    if (!/@grafana\//.test(messageOf(error)) || error instanceof RondaError) throw error
    throw new RondaError('RND_USAGE', "Grafana's packages are not installed here", {
      remedy: 'npm ci, without --omit=dev, then run it again',
      cause: error,
    })
  }
}

function out(
  dir: string,
  model: GrafanaModel,
  files: readonly ProvisionFile[],
  overwrite: boolean,
  context: CommandContext,
): number {
  const written = writeFiles(dir, files, overwrite)
  const needs = needsOf(model)
  const isOk = written.left.length === 0
  if (context.json) {
    const { dashboards, alerting } = model
    const result = {
      ok: isOk,
      out: dir,
      ...written,
      dashboards: dashboards.length,
      rules: alerting?.rules.length ?? 0,
      contactPoints: alerting?.contactPoints.length ?? 0,
      needs,
      unsaid: alerting?.unsaid ?? [],
    }
    context.out(`${JSON.stringify(result)}\n`)
  } else {
    const lines = [
      madeLine(model),
      ...writtenLines(dir, written),
      ...stayingLines(model, written),
      ...needLines(dir, needs),
      ...unsaidLines(model),
    ]
    context.out(`${lines.join('\n')}\n`)
  }
  return isOk ? 0 : 1
}

async function diff(
  config: Config,
  connection: Connection,
  model: GrafanaModel,
  context: CommandContext,
): Promise<number> {
  const { api, look } = await pushing(connection, context)
  const { secrets, problems } = readSecrets(config, referencesOf(model))
  const isBlind = problems.length > 0
  const options = { secrets: isBlind ? new Map() : secrets, token: connection.token }
  const { version, changes } = await told(() => look(model, api, options))
  const isOk = changes.every(({ outcome }) => outcome === 'same')
  if (context.json) {
    const rows = changes.map(changeRow)
    context.out(`${JSON.stringify({ ok: isOk, url: connection.url, version, changes: rows })}\n`)
    return isOk ? 0 : 1
  }
  const blind = isBlind ? ['  secrets are not looked at: not all of them can be read here'] : []
  const lines = [whom(connection, version), ...changeLines(changes, 'due'), ...blind]
  context.out(`${[...lines, countLine(changes)].join('\n')}\n`)
  return isOk ? 0 : 1
}

async function pushAll(
  config: Config,
  connection: Connection,
  model: GrafanaModel,
  overwrite: boolean,
  context: CommandContext,
): Promise<number> {
  const { secrets, problems } = readSecrets(config, referencesOf(model))
  if (problems.length > 0) throw unreadSecrets(problems)
  const { api, look, push } = await pushing(connection, context)
  for (const secret of secrets.values()) api.hide(secret.reveal())
  const options = { secrets, token: connection.token, overwrite }
  const looked = await told(() => look(model, api, options))
  const { done, left, fault } = await told(() => push(model, api, looked, options))
  const isOk = left.length === 0 && fault === undefined
  const same = looked.changes.filter(({ outcome }) => outcome === 'same').length
  if (context.json) {
    const rows = (list: readonly Change[]) => list.map(changeRow)
    const failed = fault && { fault: fault.fault, message: fault.message, remedy: fault.remedy }
    const result = { ok: isOk, url: connection.url, version: looked.version, same }
    const parts = { done: rows(done), left: rows(left), ...(failed ? { failed } : {}) }
    context.out(
      `${JSON.stringify({ ...result, ...parts, unsaid: model.alerting?.unsaid ?? [] })}\n`,
    )
  } else {
    const lines = [
      whom(connection, looked.version),
      ...changeLines(done, 'done'),
      ...changeLines(left, 'due'),
      `${done.length} written, ${same} were the same, ${left.length} left as they are`,
      ...(left.some(({ outcome }) => outcome === 'theirs')
        ? ['  take them over into ronda.yaml, or push again with --overwrite']
        : []),
      ...unsaidLines(model),
      ...(fault ? [`FAILED  ${fault.message}`, `        remedy: ${fault.remedy}`] : []),
    ]
    context.out(`${lines.join('\n')}\n`)
  }
  if (fault !== undefined) return context.signal.aborted ? 130 : 2
  return isOk ? 0 : 1
}

async function pushing({ url, token }: Connection, { signal }: CommandContext) {
  const [{ GrafanaApi }, { look }, { push }] = await Promise.all([
    import('../../dashboards/push/api.ts'),
    import('../../dashboards/push/look.ts'),
    import('../../dashboards/push/push.ts'),
  ])
  return { api: new GrafanaApi({ url, token, signal }), look, push }
}

/** What Grafana refuses, as a fault that a person can mend. */
async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    const { GrafanaError } = await import('../../dashboards/push/grafana-error.ts')
    if (!(error instanceof GrafanaError)) throw error
    throw new RondaError('RND_GRAFANA', error.message, { remedy: error.remedy, cause: error })
  }
}

function whom({ url }: Connection, version: string | undefined): string {
  return version === undefined ? url : `${url}, Grafana ${version}`
}
