// What the parts of a stack give each other. Each part is one ComponentResource in a file of its own; infra/index.ts wires them.
import type { Output } from '@pulumi/pulumi'
import type { Fleet } from '../fleet/model.ts'
import type { StackConfig } from './config.ts'
import type { Cost, Sizes } from './plan/sizes.ts'

export interface StackContext {
  /** `ronda-prod`: before every name, `-` between. */
  readonly name: string
  readonly config: StackConfig
  readonly fleet: Fleet
  readonly sizes: Sizes
  readonly cost: Cost
  readonly region: string
  /** On everything: `ronda:stack`, `ronda:part` is added by each part, and those of the configuration. */
  readonly tags: Readonly<Record<string, string>>
  /** Text of ronda.yaml as people wrote it, checked. */
  readonly program: string
  /** The release that is deployed: file of the artefact and its SHA-256. */
  readonly artefact: { readonly path: string; readonly sha256: string; readonly version: string }
}

/** What CloudWatch looks at from outside: each part says what of it, Alarms says when that is wrong. */
export type Watched =
  | { readonly kind: 'instance'; readonly name: string; readonly id: Output<string> }
  | { readonly kind: 'volume'; readonly name: string; readonly id: Output<string> }
  | {
      /** `balancer`: of connections. `web-balancer`: of requests. */
      readonly kind: 'balancer' | 'web-balancer'
      readonly name: string
      /** `arnSuffix` of the load balancer and of its group. */
      readonly balancer: Output<string>
      readonly group: Output<string>
    }
  | {
      readonly kind: 'rds'
      readonly name: string
      /** Its identifier. */
      readonly id: Output<string>
      readonly storageGb: number
    }
  | {
      readonly kind: 'timestream'
      readonly name: string
      /** Its name, which is what CloudWatch knows. */
      readonly id: Output<string>
    }
  | {
      readonly kind: 'vpn'
      readonly name: string
      readonly id: Output<string>
      /** Public address of AWS's end. */
      readonly tunnel: Output<string>
    }

export interface NetworkOutputs {
  readonly vpcId: Output<string>
  readonly cidr: string
  /** Names, one for each subnet of either kind, in their order. */
  readonly zones: readonly Output<string>[]
  readonly publicSubnetIds: readonly Output<string>[]
  readonly privateSubnetIds: readonly Output<string>[]
  readonly publicRouteTableId: Output<string>
  readonly privateRouteTableIds: readonly Output<string>[]
}

export interface CityLinkOutputs {
  /** Networks of the city that can be reached; none with link `none`. */
  readonly networks: readonly string[]
  /** What stands on the city's end: a file to be put there, without secrets (it names where they are). */
  readonly cityConfiguration: Output<string>
  /** Addresses inside that answer echoes while the link lives: anchors of the worker. */
  readonly anchors: readonly string[]
  readonly watched: readonly Watched[]
}

export interface BucketOutputs {
  readonly name: Output<string>
  readonly arn: Output<string>
}
export interface StorageOutputs {
  readonly keyArn: Output<string>
  readonly evidence: BucketOutputs
  readonly backups: BucketOutputs
  readonly artefacts: BucketOutputs
  /** The release in the bucket of artefacts. */
  readonly release: {
    readonly bucket: Output<string>
    readonly key: Output<string>
    readonly sha256: string
  }
}

/** By name, as `aws-sm:NAME` has it: `ronda-prod/database`, ... */
export interface SecretOutputs {
  readonly keyArn: Output<string>
  readonly arns: Readonly<Record<SecretName, Output<string>>>
  readonly names: Readonly<Record<SecretName, string>>
  /** Of the estate and ronda.yaml: made by people beforehand; name to ARN pattern, for least privilege. */
  readonly foreign: readonly string[]
  /** Of the same, in the same order: `arn:...:secret:NAME-??????`. */
  readonly foreignArns: readonly Output<string>[]
  /** Secret. Only for what AWS itself is told where it makes something, such as the first user of Timestream; hosts fetch theirs at boot. */
  readonly values: Readonly<Partial<Record<SecretName, Output<string>>>>
}
export const SECRET_NAMES = [
  'database-admin',
  'database-writer',
  'database-reader',
  'relay-reader',
  'console-token',
  'grafana-admin',
  'grafana-database',
  'link-key',
] as const
export type SecretName = (typeof SECRET_NAMES)[number]

export interface DatabaseOutputs {
  readonly dialect: '1' | '2' | '3'
  /** As worker and Grafana reach it. */
  readonly url: Output<string>
  readonly port: number
  readonly database: string
  readonly org?: string
  readonly securityGroupId: Output<string>
  /** Volumes or ids that backups cover. */
  readonly volumeIds: readonly Output<string>[]
  /** Of Timestream: the secret in which AWS keeps what the database is set up with. */
  readonly authSecretArn?: Output<string>
  readonly watched?: readonly Watched[]
}

export interface RelayOutputs {
  /** Where residents get video: https. */
  readonly liveUrl: Output<string>
  /** Metrics pages, as the worker reaches them. */
  readonly metricsUrls: readonly Output<string>[]
  readonly securityGroupId: Output<string>
  readonly watched?: readonly Watched[]
}

export interface WorkerOutputs {
  readonly instanceId: Output<string>
  readonly securityGroupId: Output<string>
  /** As people reach it, behind TLS. */
  readonly consoleUrl: Output<string>
  /** The same inside the network, in clear: `http://10.64.16.9:8080`. */
  readonly consoleInside: Output<string>
  readonly volumeId: Output<string>
  readonly watched?: readonly Watched[]
}

export interface GrafanaOutputs {
  readonly url: Output<string>
  readonly securityGroupId: Output<string>
  readonly watched?: readonly Watched[]
}
