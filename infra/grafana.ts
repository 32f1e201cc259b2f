// Grafana OSS on an instance: dashboards and alerting from files of this release, its own state in PostgreSQL.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { deliveredGrafana, GRAFANA_UNIT, grafanaHost } from '../hosts/grafana-host.ts'
import type { Host } from '../hosts/host.ts'
import { joinHosts } from '../hosts/join-hosts.ts'
import { caddyfile, proxyHost } from '../hosts/proxy-host.ts'
import {
  type GrafanaDatabase,
  makeGrafanaDatabase,
  POSTGRES_PORT,
  POSTGRES_USER,
} from './grafana/database.ts'
import { allowPeople, makeFront } from './grafana/front.ts'
import { type StackGrafana, stackGrafana } from './grafana-files.ts'
import { bootOf, instanceArgs } from './instance/boot.ts'
import { deliveryDocument, storeDelivery, tellMachines } from './instance/deliver.ts'
import { allowBetween, firewall } from './instance/firewall.ts'
import { debianImage } from './instance/image.ts'
import type {
  DatabaseOutputs,
  GrafanaOutputs,
  NetworkOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
  WorkerOutputs,
} from './parts.ts'
import { GRAFANA_DATABASE_GB, GRAFANA_TYPE } from './plan/counts.ts'
import { tagged } from './tagged.ts'

const PART = 'grafana'
const GRAFANA_PORT = 3000
const CONSOLE_PORT = 8080
const CADDYFILE = '/etc/caddy/Caddyfile'

const ADDRESS_TO_COME = 'http://database.invalid:8086'

export interface GrafanaArgs {
  readonly network: NetworkOutputs
  readonly database: DatabaseOutputs
  readonly worker: WorkerOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
}

/** Reached, as the console is, from `grafana.networks` only. */
export class Grafana extends pulumi.ComponentResource implements GrafanaOutputs {
  readonly url: pulumi.Output<string>
  readonly securityGroupId: pulumi.Output<string>
  /** Without a zone: the address that the records of `grafana.` and `console.` are to have; else empty. */
  readonly pointsAt: pulumi.Output<string>
  /** Of what it keeps in PostgreSQL. */
  readonly databaseArn: pulumi.Output<string>
  readonly watched: readonly Watched[]

  constructor(ctx: StackContext, args: GrafanaArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Grafana', `${ctx.name}-grafana`, {}, opts)
    const { network, worker } = args
    const hasZone = ctx.config.zoneId !== undefined
    const own = makeGrafanaDatabase(ctx, { ...args, parent: this })
    this.databaseArn = own.instance.arn
    const group = this.#firewall(ctx, args, own)
    this.securityGroupId = group.id
    const { boot, delivered } = this.#boot(ctx, args, own)
    const subnetId = (hasZone ? network.privateSubnetIds : network.publicSubnetIds)[0]
    if (subnetId === undefined) throw new Error('a network without a subnet')
    const instance = new aws.ec2.Instance(
      `${ctx.name}-grafana-instance`,
      {
        ...instanceArgs(ctx, boot, { part: PART, name: PART, instanceType: GRAFANA_TYPE }),
        ami: debianImage(GRAFANA_TYPE, this),
        subnetId,
        vpcSecurityGroupIds: [group.id],
        // Packages are fetched before the address that stays is there.
        ...(hasZone ? {} : { associatePublicIpAddress: true }),
      },
      { parent: this, ignoreChanges: ['ami'] },
    )
    tellMachines(ctx, {
      ...{ part: PART, name: PART, delivered, parent: this },
      document: deliveryDocument(ctx, { part: PART, unit: GRAFANA_UNIT, parent: this }),
      targets: { key: 'InstanceIds', values: [instance.id] },
    })
    const machines = [
      { kind: 'instance', name: PART, id: instance.id },
      {
        kind: 'rds',
        name: 'grafana-database',
        id: own.instance.identifier,
        storageGb: GRAFANA_DATABASE_GB,
      },
    ] as const
    if (hasZone) {
      const front = makeFront(ctx, {
        ...{ network, parent: this },
        behind: [
          {
            ...{ label: PART, port: GRAFANA_PORT, health: '/api/health' },
            ...{ instanceId: instance.id, securityGroupId: group.id },
          },
          {
            ...{ label: 'console', port: CONSOLE_PORT, health: '/healthz' },
            ...{ instanceId: worker.instanceId, securityGroupId: worker.securityGroupId },
          },
        ],
      })
      this.watched = [...machines, ...front]
      this.pointsAt = pulumi.output('')
    } else {
      this.watched = machines
      this.pointsAt = this.#alone(ctx, args, instance)
    }
    this.url = pulumi.output(`https://grafana.${ctx.config.domain}`)
    this.registerOutputs({ url: this.url, pointsAt: this.pointsAt })
  }

  #firewall(ctx: StackContext, { network, database }: GrafanaArgs, own: GrafanaDatabase) {
    const group = firewall(ctx, {
      ...{ part: PART, name: PART, parent: this, out: 'web' },
      vpcId: network.vpcId,
      says: 'Grafana: engineers, by the way in',
    })
    const way = { part: PART, parent: this, from: group.id, leaves: true }
    allowBetween(ctx, {
      ...{ ...way, name: 'grafana-to-series', says: 'Grafana reads time series' },
      ...{ group: database.securityGroupId, port: database.port },
    })
    allowBetween(ctx, {
      ...{ ...way, name: 'grafana-to-database', says: 'Grafana keeps its state' },
      ...{ group: own.securityGroupId, port: POSTGRES_PORT },
    })
    return group
  }

  #boot(ctx: StackContext, args: GrafanaArgs, { instance }: GrafanaDatabase) {
    const { secrets, storage, database, worker } = args
    // Made once: the address of the database, which is known only when it is there, is put in then.
    const { variables, files } = filesOf(ctx, args, ADDRESS_TO_COME)
    const own = [secrets.names['grafana-admin'], secrets.names['grafana-database']]
    const delivered = storeDelivery(ctx, {
      ...{ part: PART, name: 'grafana-files', storage, parent: this },
      secrets: Object.values(variables),
      files: database.url.apply((url) =>
        deliveredGrafana(
          files.map(({ path, text }) => ({ path, text: text.replaceAll(ADDRESS_TO_COME, url) })),
          variables,
        ),
      ),
    })
    const keySha256 = ctx.config.grafana.keySha256
    if (keySha256 === undefined) throw new Error('ronda:grafana.keySha256 is not there')
    const host = pulumi
      .all([delivered.pointer, instance.endpoint, worker.consoleInside])
      .apply(([pointer, endpoint, inside]) => {
        const place = { type: 'aws' as const, region: ctx.region, secrets: own }
        const grafana = grafanaHost({
          ...{ name: `${ctx.name}-grafana`, place, keySha256 },
          url: `https://grafana.${ctx.config.domain}`,
          admin: secrets.names['grafana-admin'],
          database: {
            host: endpoint,
            name: POSTGRES_USER,
            user: POSTGRES_USER,
            secret: secrets.names['grafana-database'],
          },
          provisioning: { pointer, region: ctx.region },
          ...(ctx.config.zoneId === undefined ? {} : { listen: `0.0.0.0:${GRAFANA_PORT}` }),
        })
        return ctx.config.zoneId === undefined
          ? withCaddy(grafana, ctx.config.domain, inside)
          : grafana
      })
    const names = [...new Set([...own, ...Object.values(variables)])]
    const boot = bootOf(ctx, {
      ...{ part: PART, name: PART, host, storage, parent: this, objects: [delivered.arn] },
      secrets: { keyArn: secrets.keyArn, arns: arnsOf(secrets, names) },
    })
    return { boot, delivered }
  }

  /** Without a balancer: an address that stays, and Caddy on the machine, for Grafana and for the console. */
  #alone(ctx: StackContext, { worker }: GrafanaArgs, instance: aws.ec2.Instance) {
    allowPeople(ctx, this.securityGroupId, this)
    allowBetween(ctx, {
      ...{ part: PART, name: 'grafana-to-console', says: 'By Caddy', parent: this, leaves: true },
      ...{ group: worker.securityGroupId, port: CONSOLE_PORT, from: this.securityGroupId },
    })
    const name = `${ctx.name}-grafana-address`
    const address = new aws.ec2.Eip(
      name,
      { domain: 'vpc', instance: instance.id, tags: tagged(ctx, PART, name) },
      { parent: this },
    )
    return address.publicIp
  }
}

function filesOf(ctx: StackContext, { database, secrets }: GrafanaArgs, url: string): StackGrafana {
  const secret = `aws-sm:${secrets.names['database-reader']}` as never
  const { dialect, org } = database
  return stackGrafana({
    program: ctx.program,
    fleet: ctx.fleet,
    consoleUrl: `https://console.${ctx.config.domain}`,
    database: {
      ...{ url, dialect, database: database.database },
      ...(dialect === '1' ? { username: 'reader', password: secret } : { token: secret }),
      ...(org === undefined ? {} : { org }),
    },
  })
}

function arnsOf(secrets: SecretOutputs, names: readonly string[]): pulumi.Output<string>[] {
  const own = Object.entries(secrets.names).flatMap(([key, name]) =>
    names.includes(name) ? [secrets.arns[key as keyof SecretOutputs['arns']]] : [],
  )
  const foreign = secrets.foreignArns.filter((_, i) => {
    const name = secrets.foreign[i] ?? ''
    // The administrator's may be one of theirs, and is among our own then already.
    return names.includes(name) && !Object.values(secrets.names).includes(name)
  })
  return [...own, ...foreign]
}

/** Nobody from outside may come for a challenge: Caddy signs by an authority of its own, whose root people import. */
function withCaddy(grafana: Host, domain: string, consoleInside: string): Host {
  const sites = [
    { name: `grafana.${domain}`, to: `127.0.0.1:${GRAFANA_PORT}` },
    { name: `console.${domain}`, to: consoleInside.replace('http://', '') },
  ] as const
  const text = caddyfile(sites).replaceAll(/^(\S+ \{)$/gm, '$1\n\ttls internal')
  const place = { type: 'own' as const }
  const { packages, steps, units, well } = proxyHost({ name: grafana.name, place, sites })
  const file = { path: CADDYFILE, text, mode: '0644', owner: 'root:root' }
  return joinHosts(grafana.name, [grafana, { packages, steps, units, well, files: [file] }])
}
