// Documents of Systems Manager: how an old worker lets go, and how a deployment waits until the new one has taken over.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import { DELIVER_UNITS } from '../../hosts/deliver.ts'
import type { StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { EVIDENCE_UNITS } from './evidence.ts'
import { TAKE_OVER_UNIT } from './host.ts'
import { ON_AWS, releaseScript } from './take-over.ts'

const PART = 'worker'
/** A first boot fetches packages and the release over a slow line too. */
const READY_WITHIN_S = 1200

const READY = `for _ in $(seq ${READY_WITHIN_S / 5 - 12}); do
  systemctl is-active --quiet ${ON_AWS.unit} && mountpoint -q ${ON_AWS.mount} && exit 0
  sleep 5
done
systemctl status --no-pager ${TAKE_OVER_UNIT} ${ON_AWS.unit}
exit 1
`

export function releaseDocument(ctx: StackContext, parent: pulumi.Resource): aws.ssm.Document {
  // A delivery must not start again what was stopped.
  const others = [...DELIVER_UNITS, ...EVIDENCE_UNITS]
  return document(ctx, parent, 'release', releaseScript(ON_AWS, TAKE_OVER_UNIT, others))
}

/**
 * The deployment goes on only when the program runs on the new worker. Pulumi removes replaced instances after all that
 * it makes, so that until then the old one walks the round.
 */
export function waitForTakeOver(
  ctx: StackContext,
  instance: aws.ec2.Instance,
  parent: pulumi.Resource,
): aws.ssm.Association {
  const ready = document(ctx, parent, 'ready', READY)
  return new aws.ssm.Association(
    `${ctx.name}-worker-taken-over`,
    {
      name: ready.name,
      associationName: `${ctx.name}-worker-taken-over`,
      targets: [{ key: 'InstanceIds', values: [instance.id] }],
      waitForSuccessTimeoutSeconds: READY_WITHIN_S,
      tags: tagged(ctx, PART, `${ctx.name}-worker-taken-over`),
    },
    // It waits only where it is made: a change of its target alone would pass at once, and so would a failure.
    { parent, replaceOnChanges: ['targets', '#initerror'], deleteBeforeReplace: true },
  )
}

function document(
  ctx: StackContext,
  parent: pulumi.Resource,
  label: string,
  script: string,
): aws.ssm.Document {
  const name = `${ctx.name}-worker-${label}`
  return new aws.ssm.Document(
    name,
    {
      name,
      documentType: 'Command',
      documentFormat: 'JSON',
      content: JSON.stringify({
        schemaVersion: '2.2',
        description: SAYS[label],
        mainSteps: [
          {
            action: 'aws:runShellScript',
            name: label,
            inputs: { timeoutSeconds: `${READY_WITHIN_S}`, runCommand: script.trim().split('\n') },
          },
        ],
      }),
      tags: tagged(ctx, PART, name),
    },
    { parent },
  )
}

const SAYS: Readonly<Record<string, string>> = {
  release: 'Stops Ronda on a worker and lets its data volume go',
  ready: 'Waits until Ronda runs on a worker',
}
