// `ronda render systemd`: boot scripts, units and configurations for the city's own servers, as files in a folder.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { needsOf } from '../../dashboards/provision/needs.ts'
import { RondaError } from '../../fleet/error.ts'
import type { Fleet } from '../../fleet/model.ts'
import { listProblems } from '../../fleet/problem.ts'
import type { SecretReference } from '../../fleet/secret.ts'
import { besidePath, bootScriptOf } from '../../hosts/boot-script.ts'
import type { Arguments, Command } from '../command.ts'
import type { Config } from '../config.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { grafanaCityOf, otherRulesOf } from '../grafana/city-of.ts'
import { writtenLines } from '../grafana/lines.ts'
import { writeFiles } from '../grafana/write-files.ts'
import { cityOf } from '../run/city.ts'
import { cityFiles } from '../systemd/city-files.ts'
import { hostsOf } from '../systemd/hosts-of.ts'
import { INFLUX_USERS, planOf, type SystemdPlan } from '../systemd/plan.ts'
import { readmeOf } from '../systemd/readme.ts'
import {
  grafanaSecret,
  OWN_SECRETS,
  referencesIn,
  type ServerNeeds,
  serverNeeds,
} from '../systemd/secrets.ts'
import { wordsOf } from '../systemd/words.ts'

type Values = Arguments['values']

const READER = `aws-sm:${OWN_SECRETS.influxReader}` as SecretReference

export const command: Command = {
  name: 'render systemd',
  summary: "boot scripts, units and configurations for the city's own servers",
  usage:
    '--out DIR --release FILE --grafana-key SHA256 [--hosts one|several] [--grafana HOST:PORT] [--backups DIR] [--keep-backups N] [--overwrite] [--config FILE]',
  example: [
    'ronda render systemd --out servers/ --release dist/ronda-0.1.0-x64.tar.gz --grafana-key 4e3c...',
    '1 host: ronda',
    'servers/: 61 files written, 0 unchanged, 0 removed',
    'servers/README.txt says what to do with them',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    out: { type: 'string', value: 'DIR', help: 'the folder that is filled' },
    release: { type: 'string', value: 'FILE', help: 'what npm run pack made' },
    'grafana-key': {
      type: 'string',
      value: 'SHA256',
      help: "of the key of Grafana's packages: curl -fsS https://apt.grafana.com/gpg.key | sha256sum",
    },
    hosts: { type: 'string', value: 'one|several', help: 'one machine or four', default: 'one' },
    grafana: { type: 'string', value: 'HOST:PORT', help: 'with several: where Grafana listens' },
    backups: {
      ...{ type: 'string', value: 'DIR', default: '/var/backups/ronda' },
      help: 'folder of the database machine for the nightly copies of InfluxDB, best on another disk',
    },
    'keep-backups': {
      ...{ type: 'string', value: 'N', default: '7' },
      help: 'so many of the newest stay there; each is as large as the database',
    },
    overwrite: { type: 'boolean', help: 'also what a person changed since the last time' },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const { config, plan, dir } = planned(values)
    const city = await cityOf(config)
    const { files, variables } = await grafanaOf(config, city, plan)
    const needs = needsOfServers(config, city, plan, variables)
    const made = hostsOf(config, plan, {
      ...{ city: cityFiles(config.file ?? 'ronda.yaml', plan.estate), grafana: files },
      secrets: needs.secrets,
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, from]) => [name, grafanaSecret(from)]),
      ),
    })
    const all = [
      { path: 'README.txt', text: readmeOf(plan, made, needs) },
      ...made.flatMap((host) => [
        { path: `${host.name}/boot.sh`, text: bootScriptOf(host, { beside: true }) },
        ...host.files.map((file) => ({
          path: `${host.name}/${besidePath(file)}`,
          text: file.text,
        })),
      ]),
    ]
    const written = writeFiles(dir, all, values['overwrite'] === true)
    const isOk = written.left.length === 0
    const names = made.map(({ name }) => name)
    if (context.json) {
      context.out(`${JSON.stringify({ ok: isOk, out: dir, hosts: names, ...written })}\n`)
    } else {
      const count = `${names.length} host${names.length === 1 ? '' : 's'}: ${names.join(', ')}`
      const next = `${dir}/README.txt says what to do with them`
      context.out(`${[count, ...writtenLines(dir, written), next].join('\n')}\n`)
    }
    return isOk ? 0 : 1
  },
}

/** Throws RND_USAGE or RND_CONFIG_INVALID with everything that is wrong with the options and with ronda.yaml. */
function planned(values: Values): { config: Config; plan: SystemdPlan; dir: string } {
  const { words, problems } = wordsOf(values)
  let config: Config | undefined
  let unread: RondaError | undefined
  try {
    config = configOf(values)
  } catch (error) {
    if (!(error instanceof RondaError)) throw error
    unread = error
  }
  const found = config === undefined ? { problems: [] } : planOf(config, words)
  if (config !== undefined && 'plan' in found && problems.length === 0) {
    return { config, plan: found.plan, dir: words.out }
  }
  const ofFile = [
    ...(unread === undefined ? [] : [unread.message]),
    ...('problems' in found ? listProblems(found.problems) : []),
  ]
  const pages = [
    ...(problems.length > 0 ? ['all options: ronda render systemd --help'] : []),
    ...(ofFile.length > 0
      ? ['docs/operations.md, "On your own servers", has what ronda.yaml needs']
      : []),
  ]
  throw new RondaError(
    ofFile.length > 0 ? 'RND_CONFIG_INVALID' : 'RND_USAGE',
    ['nothing was written:', ...listProblems(problems), ...ofFile].join('\n'),
    { remedy: pages.join('; ') },
  )
}

/**
 * As the user of InfluxDB that may only read. `variables`: each with the reference that its value has. Grafana's packages are
 * for development: a machine that only runs the worker does without them.
 */
async function grafanaOf(config: Config, fleet: Fleet, { influx }: SystemdPlan) {
  const { database, ...city } = grafanaCityOf(config, fleet, undefined)
  const isOurs = config.grafana.target === undefined || config.grafana.target === influx.target
  const reader = { username: INFLUX_USERS.reader, password: READER }
  const read = { ...city, database: isOurs ? { ...database, ...reader } : database }
  const [{ modelOf }, { filesOf }] = await Promise.all([
    import('../../dashboards/provision/model-of.ts'),
    import('../../dashboards/provision/files.ts'),
  ])
  const model = { ...modelOf(read), otherRules: otherRulesOf(read) }
  const { variables, files } = needsOf(model)
  if (files.length > 0) {
    throw new RondaError(
      'RND_CONFIG_INVALID',
      files.map((path) => `file:${path} would be read by Ronda and by Grafana`).join('\n'),
      { remedy: 'write aws-sm:NAME: each of them then has a file of its own' },
    )
  }
  return {
    files: filesOf(model),
    variables: Object.fromEntries(variables.map(({ name, from }) => [name, from])),
  }
}

function needsOfServers(
  config: Config,
  fleet: Fleet,
  plan: SystemdPlan,
  variables: Readonly<Record<string, string>>,
): ServerNeeds {
  const { grafana: _, ...program } = parse(readFileSync(config.file ?? 'ronda.yaml', 'utf8')) as {
    readonly grafana?: unknown
  }
  return serverNeeds({
    ...{ isOne: plan.hosts === 'one', variables, token: plan.token },
    writer: { name: plan.influx.username, secret: plan.influx.secret },
    references: [
      ...referencesIn(program),
      ...fleet.nvrs.flatMap(({ credentials }) => credentials?.password ?? []),
    ],
  })
}
