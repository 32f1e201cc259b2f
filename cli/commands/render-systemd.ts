// `ronda render systemd`: boot scripts, units and configurations for the city's own servers, as files in a folder.

import { needsOf } from '../../dashboards/provision/needs.ts'
import { RondaError } from '../../fleet/error.ts'
import { besidePath, bootScriptOf } from '../../hosts/boot-script.ts'
import type { Command } from '../command.ts'
import type { Config } from '../config.ts'
import { CONFIG_OPTION, configOf } from '../data-folder.ts'
import { grafanaCityOf, otherRulesOf } from '../grafana/city-of.ts'
import { writtenLines } from '../grafana/lines.ts'
import { writeFiles } from '../grafana/write-files.ts'
import { cityOf } from '../run/city.ts'
import { cityFiles } from '../systemd/city-files.ts'
import { hostsOf } from '../systemd/hosts-of.ts'
import { type HostCount, planOf } from '../systemd/plan.ts'
import { readmeOf } from '../systemd/readme.ts'

export const command: Command = {
  name: 'render systemd',
  summary: "boot scripts, units and configurations for the city's own servers",
  usage:
    '--out DIR --release FILE --grafana-key SHA256 [--hosts one|several] [--grafana HOST:PORT] [--overwrite] [--config FILE]',
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
    overwrite: { type: 'boolean', help: 'also what a person changed since the last time' },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const dir = wanted(values['out'], 'where to?')
    const release = wanted(values['release'], 'which release?')
    const grafanaKey = keyOf(values['grafana-key'])
    const hosts = countOf(values['hosts'])
    const grafana = grafanaOf(values['grafana'], hosts)
    const config = configOf(values)
    const plan = planOf(config, hosts, { release, grafanaKey, ...grafana })
    const { files, variables } = await grafanaOfCity(config)
    const city = cityFiles(config.file ?? 'ronda.yaml', plan.estate)
    const made = hostsOf(config, plan, { city, grafana: files, variables })
    const all = [
      { path: 'README.txt', text: readmeOf(plan, made, variables) },
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

function wanted(value: string | boolean | undefined, what: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new RondaError('RND_USAGE', `ronda render systemd: ${what}`, {
    remedy: `usage: ronda render systemd ${command.usage}`,
  })
}

function keyOf(value: string | boolean | undefined): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)) return value
  throw new RondaError('RND_USAGE', 'ronda render systemd: --grafana-key is a SHA-256 in hex', {
    remedy:
      'curl -fsS https://apt.grafana.com/gpg.key | sha256sum, after a look at its fingerprint (docs/operations.md)',
  })
}

function countOf(value: string | boolean | undefined): HostCount {
  if (value === 'one' || value === 'several') return value
  throw new RondaError('RND_USAGE', `ronda render systemd: --hosts ${String(value)}`, {
    remedy: '--hosts one or --hosts several',
  })
}

function grafanaOf(value: string | boolean | undefined, hosts: HostCount): { grafana?: string } {
  if (hosts === 'one' && value === undefined) return {}
  if (hosts === 'several' && typeof value === 'string' && /^[\w.:[\]-]+:\d{1,5}$/.test(value)) {
    return { grafana: value }
  }
  throw new RondaError('RND_USAGE', 'ronda render systemd: where does Grafana listen?', {
    remedy: '--grafana HOST:PORT goes with --hosts several, as the proxy reaches it',
  })
}

/** Grafana's packages are for development: a machine that only runs the worker does without them. */
async function grafanaOfCity(config: Config) {
  const city = grafanaCityOf(config, await cityOf(config), undefined)
  const [{ modelOf }, { filesOf }] = await Promise.all([
    import('../../dashboards/provision/model-of.ts'),
    import('../../dashboards/provision/files.ts'),
  ])
  const model = { ...modelOf(city), otherRules: otherRulesOf(city) }
  const variables = needsOf(model).variables.map(
    ({ name, from }) => [name, from.slice(from.indexOf(':') + 1)] as const,
  )
  return { files: filesOf(model), variables: Object.fromEntries(variables) }
}
