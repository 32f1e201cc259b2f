// Grafana from its vendor's packages, with dashboards and alerting from files and its own state in PostgreSQL.
import { secretFileName } from '../fleet/secret.ts'
import { baseOf, configFile } from './base.ts'
import { type DeliveredFrom, deliveryPart, SECRETS_LIST } from './deliver.ts'
import { deliveryToGrafana } from './deliver-grafana.ts'
import { FILL_SECRETS, fillSecrets } from './fill-secrets.ts'
import { type GrafanaIni, grafanaIni } from './grafana-ini.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import { secretPath } from './place.ts'
import { fetchSecrets, SECRETS_WITHIN_S } from './secrets-at-boot.ts'
import { unitText } from './unit.ts'

export interface GrafanaSettings extends GrafanaIni {
  readonly name: string
  /** SHA-256 of https://apt.grafana.com/gpg.key, in hex; docs/operations.md says how to get it. */
  readonly keySha256: string
  /** What `ronda render grafana` makes: the files, or where `deliveredGrafana` of them is delivered from. */
  readonly provisioning: { readonly files: readonly GrafanaFile[] } | DeliveredFrom
  /** Environment variables that `files` name, each with the name of its secret; what is delivered brings its own. */
  readonly variables?: Readonly<Record<string, string>>
}

export interface GrafanaFile {
  /** Relative to the provisioning folder. */
  readonly path: string
  readonly text: string
}

const USER = 'grafana'
export const GRAFANA_UNIT = 'grafana-server.service'
/** Where the files of `ronda render grafana` expect to be. */
const PROVISIONING = '/etc/grafana/provisioning'
const DELIVERED = '/etc/grafana/delivered'
const VARIABLES = 'ronda.env'
const FILLED = '/run/ronda-grafana/env'

/** Throws where a value cannot stand in grafana.ini, or a variable has no name of one. */
export function grafanaHost(settings: GrafanaSettings): Host {
  const { name, place, keySha256, provisioning, variables = {}, listen } = settings
  const inside = 'files' in provisioning
  return joinHosts(name, [
    baseOf(place, USER),
    {
      sources: [
        {
          name: 'grafana',
          keyUrl: 'https://apt.grafana.com/gpg.key',
          keySha256,
          line: 'deb [signed-by={keyring}] https://apt.grafana.com stable main',
        },
      ],
      packages: ['grafana'],
      files: [
        configFile('/etc/grafana/grafana.ini', grafanaIni(settings), '0640', 'root:grafana'),
        FILL_SECRETS,
        configFile(`/etc/systemd/system/${GRAFANA_UNIT}.d/60-ronda.conf`, dropInText(settings)),
        ...(inside
          ? [
              provisioned(`/etc/grafana/${VARIABLES}`, environmentOf(variables)),
              ...provisioning.files.map(({ path, text }) =>
                provisioned(`${PROVISIONING}/${path}`, text),
              ),
            ]
          : []),
      ],
      units: [GRAFANA_UNIT],
      well: `curl -fsS --max-time 5 'http://${listen ?? '127.0.0.1:3000'}/api/health' | grep -q '"database": *"ok"'`,
      wellWithinS: 300,
    },
    inside ? {} : deliveryPart(deliveryOf(settings, provisioning)),
    inside ? {} : { steps: [POINT_PROVISIONING] },
  ])
}

/** Contents of an archive that is delivered, without the list of secrets: provisioning files, and the variables they name. */
export function deliveredGrafana(
  files: readonly GrafanaFile[],
  variables: Readonly<Record<string, string>>,
): readonly GrafanaFile[] {
  return [
    { path: VARIABLES, text: environmentOf(variables) },
    ...files.map(({ path, text }) => ({ path: `provisioning/${path}`, text })),
  ]
}

function provisioned(path: string, text: string) {
  const whole = text.endsWith('\n') ? text : `${text}\n`
  return configFile(path, whole, '0640', 'root:grafana')
}

function deliveryOf(
  { place, admin, listen = '127.0.0.1:3000' }: GrafanaSettings,
  { pointer, region }: DeliveredFrom,
) {
  return deliveryToGrafana({
    ...{ pointer, region, home: '/etc/grafana/deliveries', link: DELIVERED },
    ...{ owner: `root:${USER}`, unit: GRAFANA_UNIT, user: USER, variables: VARIABLES },
    at: `http://127.0.0.1:${listen.slice(listen.lastIndexOf(':') + 1)}`,
    password: secretPath(place, admin),
    fill: (from, to) => fillSecrets(place, from, to, 'environment'),
  })
}

/** The package makes a folder of that name, which holds only examples. */
const POINT_PROVISIONING = {
  says: 'let Grafana read its files',
  shell: `if [ "$(readlink ${PROVISIONING} || true)" != '${DELIVERED}/provisioning' ]; then
  [ -L ${PROVISIONING} ] || [ ! -e ${PROVISIONING} ] || mv ${PROVISIONING} ${PROVISIONING}.package
  ln -sfn '${DELIVERED}/provisioning' ${PROVISIONING}
  did 'pointed ${PROVISIONING} at ${DELIVERED}/provisioning'
fi`,
}

function environmentOf(variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).sort()
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`"${name}" is no variable`)
  }
  const lines = names.map((name) => `${name}="{secret:${secretFileName(variables[name] ?? '')}}"\n`)
  return `# Variables that the provisioning files name, filled with their secrets in memory.\n${lines.join('')}`
}

function dropInText({ place, provisioning }: GrafanaSettings): string {
  const isDelivered = 'pointer' in provisioning
  const template = `${isDelivered ? DELIVERED : '/etc/grafana'}/${VARIABLES}`
  return unitText({
    says: "What Ronda adds to the unit of Grafana's package.",
    sections: {
      Unit: {
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        RuntimeDirectory: 'ronda-grafana',
        RuntimeDirectoryMode: '0700',
        ExecStartPre: [
          ...fetchSecrets(place, isDelivered ? `${DELIVERED}/${SECRETS_LIST}` : undefined),
          fillSecrets(place, template, FILLED, 'environment'),
        ],
        // Read anew for each command, so what the step before wrote counts.
        EnvironmentFile: `-${FILLED}`,
        TimeoutStartSec: SECRETS_WITHIN_S,
        Restart: 'always',
        RestartSec: 5,
      },
    },
  })
}
