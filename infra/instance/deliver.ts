// What changes with the estate goes to machines that run: an archive by its content, a pointer to it, and the word to fetch.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { DELIVER, SECRETS_LIST } from '../../hosts/deliver.ts'
import { secretsList } from '../../hosts/secrets-at-boot.ts'
import type { StackContext, StorageOutputs } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { storeObject, sumOf } from './object.ts'
import { type ArchiveFile, tarGz } from './tar.ts'

export interface Delivered {
  /** `s3://BUCKET/deliveries/worker-city/current`: the same whatever it names, so that user data stays what it is. */
  readonly pointer: pulumi.Output<string>
  /** In hex, of the archive that it names. */
  readonly sha256: pulumi.Output<string>
  /** ARN of everything that a machine fetches of it. */
  readonly arn: pulumi.Output<string>
  /** The pointer, which stands only when the archive does. */
  readonly object: pulumi.Resource
}

export interface DeliveryArgs {
  readonly part: string
  /** `worker-city`. */
  readonly name: string
  readonly storage: StorageOutputs
  readonly files: pulumi.Input<readonly ArchiveFile[]>
  /** Names in Secrets Manager that the files refer to. */
  readonly secrets: readonly string[]
  readonly parent: pulumi.Resource
}

export function storeDelivery(ctx: StackContext, args: DeliveryArgs): Delivered {
  const { part, name, storage, parent } = args
  const folder = `deliveries/${name}`
  const list = { path: SECRETS_LIST, text: secretsList(args.secrets) }
  const bytes = pulumi.output(args.files).apply((files) => tarGz([...files, list]))
  const sha256 = sumOf(bytes)
  const { name: bucket, arn } = storage.artefacts
  const archive = storeObject(
    ctx,
    { part, name: `${name}-object`, storage, parent },
    {
      key: pulumi.interpolate`${folder}/${sha256}.tar.gz`,
      contentBase64: bytes.apply((all) => all.toString('base64')),
    },
    // A machine that has read the pointer a moment ago still finds it.
    { retainOnDelete: true },
  )
  const current = storeObject(
    ctx,
    { part, name: `${name}-pointer`, storage, parent },
    { key: `${folder}/current`, content: pulumi.interpolate`${sha256}\n` },
    { dependsOn: [archive] },
  )
  return {
    pointer: pulumi.interpolate`s3://${bucket}/${current.key}`,
    sha256,
    arn: pulumi.interpolate`${arn}/${folder}/*`,
    object: current,
  }
}

/** A first boot fetches packages and releases over a slow line too. */
const TOLD_WITHIN_S = 1800
/** For the delivery to be there, and for the program to run after it. */
const WAIT_S = 750

/** By which machines of a part are told; `unit` is what runs when all is well. */
export function deliveryDocument(
  ctx: StackContext,
  { part, unit, parent }: { part: string; unit: string; parent: pulumi.Resource },
): aws.ssm.Document {
  const name = `${ctx.name}-${part}-deliver`
  return new aws.ssm.Document(
    name,
    {
      name,
      documentType: 'Command',
      documentFormat: 'JSON',
      content: JSON.stringify({
        schemaVersion: '2.2',
        description: 'Takes into use what is delivered, if it is what is meant',
        parameters: {
          sha256: {
            type: 'String',
            description: 'SHA-256 of the archive',
            allowedPattern: '^[0-9a-f]{64}$',
          },
        },
        mainSteps: [
          {
            action: 'aws:runShellScript',
            name: 'deliver',
            inputs: {
              timeoutSeconds: `${TOLD_WITHIN_S}`,
              runCommand: deliveryCommand(unit).trim().split('\n'),
            },
          },
        ],
      }),
      tags: tagged(ctx, part, name),
    },
    { parent },
  )
}

/** POSIX shell with the parameter `sha256`, as Systems Manager fills it in. A machine that boots meanwhile is waited for. */
export function deliveryCommand(unit: string): string {
  return `for _ in $(seq ${WAIT_S / 5}); do test -x ${DELIVER} && break; sleep 5; done
${DELIVER} {{ sha256 }} || exit 1
for _ in $(seq ${WAIT_S / 5}); do systemctl is-active --quiet ${unit} && exit 0; sleep 5; done
systemctl status --no-pager ${unit}
exit 1
`
}

/**
 * The deployment goes on only when each of the machines runs by what is delivered, and fails where one refuses it. One that
 * comes later, of an autoscaling group, is told by the same association. It waits only where it is made, so that a change
 * makes it anew, as does a failure: else the next deployment would pass over what was refused.
 */
export function tellMachines(
  ctx: StackContext,
  args: {
    readonly part: string
    readonly name: string
    readonly delivered: Delivered
    readonly document: aws.ssm.Document
    readonly targets: { readonly key: string; readonly values: pulumi.Input<string>[] }
    readonly after?: readonly pulumi.Resource[]
    readonly parent: pulumi.Resource
  },
): aws.ssm.Association {
  const { part, delivered, document, targets, after = [], parent } = args
  const name = `${ctx.name}-${args.name}-delivered`
  return new aws.ssm.Association(
    name,
    {
      name: document.name,
      associationName: name,
      targets: [targets],
      parameters: { sha256: delivered.sha256 },
      waitForSuccessTimeoutSeconds: TOLD_WITHIN_S,
      tags: tagged(ctx, part, name),
    },
    {
      parent,
      dependsOn: [delivered.object, ...after],
      replaceOnChanges: ['targets', 'parameters', '#initerror'],
      deleteBeforeReplace: true,
    },
  )
}
