// The database of time series: InfluxDB on an instance of ours, or Timestream where the region has it.
import * as pulumi from '@pulumi/pulumi'
import { makeInfluxd } from './database/influxd.ts'
import { makeTimestream, TIMESTREAM_PORT } from './database/timestream.ts'
import { firewall } from './instance/firewall.ts'
import type {
  DatabaseOutputs,
  NetworkOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
} from './parts.ts'

const PART = 'database'
const DATABASE = 'ronda'
const ORG = 'ronda'
const INFLUXD_PORT = 8086

export interface DatabaseArgs {
  readonly network: NetworkOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
}

/** Nobody may reach it but who lets himself in: the worker and Grafana each add a rule of their own. */
export class Database extends pulumi.ComponentResource implements DatabaseOutputs {
  readonly dialect: '1' | '2'
  readonly url: pulumi.Output<string>
  readonly port: number
  readonly database = DATABASE
  readonly org?: string
  readonly securityGroupId: pulumi.Output<string>
  readonly volumeIds: readonly pulumi.Output<string>[]
  /** Of Timestream: the secret in which AWS keeps what the database is set up with. */
  readonly authSecretArn?: pulumi.Output<string>
  readonly watched: readonly Watched[]

  constructor(ctx: StackContext, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Database', `${ctx.name}-database`, {}, opts)

    const config = ctx.config.database
    const group = firewall(ctx, {
      ...{ part: PART, name: PART, parent: this, out: 'web' },
      vpcId: args.network.vpcId,
      says: 'Time series: the worker writes, Grafana reads',
    })
    this.securityGroupId = group.id
    if (config.type === 'ec2') {
      const influxd = makeInfluxd(ctx, {
        ...args,
        parent: this,
        firewall: group.id,
        database: DATABASE,
      })
      this.dialect = '1'
      this.port = INFLUXD_PORT
      this.url = pulumi.interpolate`http://${influxd.address}:${INFLUXD_PORT}`
      this.volumeIds = [influxd.volumeId]
      this.watched = influxd.watched
    } else {
      const { network, secrets } = args
      const timestream = makeTimestream(ctx, {
        ...{ config, network, secrets, parent: this, bucket: DATABASE, org: ORG },
        firewall: group.id,
      })
      this.dialect = '2'
      this.port = TIMESTREAM_PORT
      this.url = timestream.url
      this.org = ORG
      this.volumeIds = []
      this.authSecretArn = timestream.authSecretArn
      this.watched = timestream.watched
    }
    this.registerOutputs({ url: this.url, dialect: this.dialect })
  }
}
