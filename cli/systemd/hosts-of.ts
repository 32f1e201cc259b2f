// The hosts of a city's own servers: everything on one machine, or worker, database, Grafana and proxy on four.
import { grafanaHost } from '../../hosts/grafana-host.ts'
import type { Host } from '../../hosts/host.ts'
import { influxdHost } from '../../hosts/influxd-host.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { ownSecrets } from '../../hosts/own-secrets.ts'
import type { Place } from '../../hosts/place.ts'
import { proxyHost } from '../../hosts/proxy-host.ts'
import { workerHost } from '../../hosts/worker-host.ts'
import { TIER, TIERS } from '../../store/schema/tiers.ts'
import type { Config } from '../config.ts'
import { INFLUX_USERS, type SystemdPlan } from './plan.ts'
import { type MachineName, OWN_SECRETS, type ServerSecret } from './secrets.ts'

export interface TextFile {
  readonly path: string
  readonly text: string
}
export interface OwnFiles {
  /** ronda.yaml and the estate, relative to it. */
  readonly city: readonly TextFile[]
  readonly grafana: readonly TextFile[]
  /** Variables that Grafana's files name, each with the name of its secret. */
  readonly variables: Readonly<Record<string, string>>
  readonly secrets: readonly ServerSecret[]
}

const PLACE: Place = { type: 'own' }

/** In the order in which they are to be made. */
export function hostsOf(config: Config, plan: SystemdPlan, files: OwnFiles): readonly Host[] {
  const { release, influx } = plan
  const isOne = plan.hosts === 'one'
  const database = influxdHost({
    ...{ name: 'database', place: PLACE, database: influx.database, listen: influx.listen },
    policies: TIERS.map((tier) => ({
      name: tier,
      duration: `${(config.influx?.keepDays[tier] ?? TIER[tier].keepDays) * 24}h`,
      shard: `${TIER[tier].shardDays * 24}h`,
    })),
    admin: { name: INFLUX_USERS.admin, secret: OWN_SECRETS.influxAdmin },
    writer: { name: influx.username, secret: influx.secret },
    reader: { name: INFLUX_USERS.reader, secret: OWN_SECRETS.influxReader },
    backup: { type: 'folder', ...plan.backups },
  })
  const worker = workerHost({
    ...{ name: 'worker', place: PLACE, city: { files: files.city }, listen: plan.console },
    release: { ...release, url: `file:${release.file}` },
  })
  const grafana = grafanaHost({
    ...{ name: 'grafana', place: PLACE, url: plan.grafanaUrl, listen: plan.grafana },
    ...{ keySha256: plan.grafanaKey, admin: OWN_SECRETS.grafanaAdmin },
    ...{ provisioning: { files: files.grafana }, variables: files.variables },
  })
  const proxy = proxyHost({
    ...{ name: 'proxy', place: PLACE },
    sites: [
      {
        name: new URL(plan.consoleUrl).host,
        to: plan.console,
        ...(isOne ? { host: 'localhost' } : {}),
      },
      { name: new URL(plan.grafanaUrl).host, to: plan.grafana },
    ],
  })
  if (isOne)
    return [joinHosts('ronda', [database, worker, grafana, proxy, ownSecrets(files.secrets)])]
  const withSecrets = (machine: MachineName, host: Host): Host =>
    joinHosts(host.name, [host, ownSecrets(files.secrets.filter((one) => one.machine === machine))])
  return [
    withSecrets('database', database),
    withSecrets('worker', worker),
    withSecrets('grafana', grafana),
    proxy,
  ]
}
