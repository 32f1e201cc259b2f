// The secrets of a stack: one key, a secret for each use, made here once; and the names of those that people made before.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import * as random from '@pulumi/random'
import { encryptionKey } from './encryption-key.ts'
import { kept } from './kept.ts'
import { SECRET_NAMES, type SecretName, type SecretOutputs, type StackContext } from './parts.ts'
import { foreignAdmin, foreignSecrets, neededSecrets } from './secrets/needed.ts'
import { tagged } from './tagged.ts'

const PART = 'secrets'
/** Letters and digits only, 190 bits: they go through shells, URLs and YAML unharmed. */
const LENGTH = 32
/** Days in which a deletion can be taken back. Without protection none, so that the same name can be made again at once. */
const RECOVERY_DAYS = 30

export class Secrets extends pulumi.ComponentResource implements SecretOutputs {
  readonly keyArn: pulumi.Output<string>
  readonly arns: Readonly<Record<SecretName, pulumi.Output<string>>>
  readonly names: Readonly<Record<SecretName, string>>
  readonly values: Readonly<Partial<Record<SecretName, pulumi.Output<string>>>>
  readonly foreign: readonly string[]
  readonly foreignArns: readonly pulumi.Output<string>[]

  constructor(ctx: StackContext, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Secrets', `${ctx.name}-secrets`, {}, opts)
    const key = encryptionKey(ctx, {
      part: PART,
      name: PART,
      says: `Secrets of ${ctx.name}`,
      parent: this,
      keepsData: true,
    })
    this.keyArn = key.arn
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this })
    const arnOf = (name: string) =>
      pulumi.interpolate`arn:aws:secretsmanager:${ctx.region}:${accountId}:secret:${name}-??????`

    const made = neededSecrets(ctx.config).map(
      (name) => [name, this.#make(ctx, name, key)] as const,
    )
    this.values = Object.fromEntries(
      made.flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    )
    const admin = foreignAdmin(ctx.config.grafana.adminPassword)
    this.names = byName((name) =>
      name === 'grafana-admin' && admin !== undefined ? admin : `${ctx.name}/${name}`,
    )
    const own = new Map<SecretName, pulumi.Output<string>>(
      made.map(([name, { arn }]) => [name, arn]),
    )
    // What this configuration has no use for is named by pattern, and there is nothing behind it.
    this.arns = byName((name) => own.get(name) ?? arnOf(this.names[name]))

    this.foreign = foreignSecrets({
      program: ctx.program,
      fleet: ctx.fleet,
      config: ctx.config,
      own: ctx.name,
    })
    this.foreignArns = this.foreign.map(arnOf)
    this.registerOutputs({ keyArn: this.keyArn })
  }

  #make(
    ctx: StackContext,
    name: SecretName,
    key: aws.kms.Key,
  ): { arn: pulumi.Output<string>; value?: pulumi.Output<string> } {
    const full = `${ctx.name}-secrets-${name}`
    // Databases that stay were set up with these values: neither a secret nor what is in it is made anew without them.
    const options = kept(ctx, this)
    const secret = new aws.secretsmanager.Secret(
      full,
      {
        name: `${ctx.name}/${name}`,
        description: SAYS[name],
        kmsKeyId: key.arn,
        recoveryWindowInDays: options.protect ? RECOVERY_DAYS : 0,
        tags: tagged(ctx, PART, full),
      },
      options,
    )
    // The gateway makes its own key where nobody else sees it, and puts it there: hosts/gateway-host.ts.
    if (name === 'link-key') return { arn: secret.arn }
    const { result } = new random.RandomPassword(
      `${full}-value`,
      { length: LENGTH, special: false },
      options,
    )
    const value = pulumi.secret(result)
    new aws.secretsmanager.SecretVersion(
      `${full}-first`,
      // Written once and never looked at again: what people turn by hand afterwards stays as they made it.
      { secretId: secret.id, secretStringWo: value, secretStringWoVersion: 1 },
      options,
    )
    return { arn: secret.arn, value }
  }
}

const SAYS: Readonly<Record<SecretName, string>> = {
  'database-admin': 'Sets up the database: store init',
  'database-writer': 'The worker writes by it',
  'database-reader': 'Grafana reads by it',
  'relay-reader': 'The worker asks the relay for its metrics by it',
  'console-token': 'Acts in the console: acknowledge, suspend, maintenance',
  'grafana-admin': "Grafana's administrator",
  'grafana-database': "Grafana's own database",
  'link-key': "The gateway's private key of WireGuard; the gateway makes it",
}

function byName<V>(of: (name: SecretName) => V): Record<SecretName, V> {
  return Object.fromEntries(SECRET_NAMES.map((name) => [name, of(name)])) as Record<SecretName, V>
}
