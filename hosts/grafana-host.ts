// Grafana from its vendor's packages, with dashboards and alerting from files and its own state in PostgreSQL.
import { secretFileName } from '../fleet/secret.ts'
import { baseOf, configFile } from './base.ts'
import { FILL_SECRETS, fillSecrets } from './fill-secrets.ts'
import { type GrafanaIni, grafanaIni } from './grafana-ini.ts'
import type { Host } from './host.ts'
import { joinHosts } from './join-hosts.ts'
import { fetchSecrets, SECRETS_WITHIN_S } from './secrets-at-boot.ts'
import { unitText } from './unit.ts'

export interface GrafanaSettings extends GrafanaIni {
  readonly name: string
  /** SHA-256 of https://apt.grafana.com/gpg.key, in hex; docs/operations.md says how to get it. */
  readonly keySha256: string
  /** What `ronda render grafana` makes: the files, or an archive of them. */
  readonly provisioning:
    | { readonly files: readonly { readonly path: string; readonly text: string }[] }
    | { readonly url: string; readonly sha256: string }
  /** Environment variables that those files name, each with the name of its secret. */
  readonly variables?: Readonly<Record<string, string>>
}

const USER = 'grafana'
/** Where the files of `ronda render grafana` expect to be. */
const PROVISIONING = '/etc/grafana/provisioning'
const TEMPLATE = '/etc/grafana/ronda.env'
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
        configFile(TEMPLATE, environmentOf(variables), '0640', 'root:grafana'),
        FILL_SECRETS,
        configFile(
          '/etc/systemd/system/grafana-server.service.d/60-ronda.conf',
          dropInText(settings),
        ),
        ...(inside
          ? provisioning.files.map(({ path, text }) => provisioned(`${PROVISIONING}/${path}`, text))
          : []),
      ],
      ...(inside ? {} : archiveOf(provisioning)),
      units: ['grafana-server.service'],
      well: `curl -fsS --max-time 5 'http://${listen ?? '127.0.0.1:3000'}/api/health' | grep -q '"database": *"ok"'`,
      wellWithinS: 300,
    },
  ])
}

function provisioned(path: string, text: string) {
  const whole = text.endsWith('\n') ? text : `${text}\n`
  return configFile(path, whole, '0640', 'root:grafana')
}

/** The package makes a folder of that name, which holds only examples. */
function archiveOf({ url, sha256 }: { readonly url: string; readonly sha256: string }) {
  const into = `/etc/grafana/provisioned/${sha256.slice(0, 16)}`
  return {
    downloads: [{ url, sha256, into }],
    steps: [
      {
        says: 'let Grafana read its files',
        shell: `chown -R root:grafana '${into}'
if [ "$(readlink ${PROVISIONING} || true)" != '${into}' ]; then
  [ -L ${PROVISIONING} ] || [ ! -e ${PROVISIONING} ] || mv ${PROVISIONING} ${PROVISIONING}.package
  ln -sfn '${into}' ${PROVISIONING}
  did 'pointed ${PROVISIONING} at ${into}'
fi`,
      },
    ],
  }
}

function environmentOf(variables: Readonly<Record<string, string>>): string {
  const names = Object.keys(variables).sort()
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new Error(`"${name}" is no variable`)
  }
  const lines = names.map((name) => `${name}="{secret:${secretFileName(variables[name] ?? '')}}"\n`)
  return `# Variables that the provisioning files name, filled with their secrets in memory.\n${lines.join('')}`
}

function dropInText({ place }: GrafanaSettings): string {
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
        ExecStartPre: [...fetchSecrets(place), fillSecrets(place, TEMPLATE, FILLED, 'environment')],
        // Read anew for each command, so what the step before wrote counts.
        EnvironmentFile: `-${FILLED}`,
        TimeoutStartSec: SECRETS_WITHIN_S,
        Restart: 'always',
        RestartSec: 5,
      },
    },
  })
}
