// Certificates and names where the hosted zone is ours; where it is not, neither, and people make the records.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'
import type { StackContext } from '../parts.ts'
import { tagged } from '../tagged.ts'

const TTL_S = 300

type Proofs = aws.types.output.acm.CertificateDomainValidationOption[]

export interface CertificateArgs {
  readonly part: string
  readonly host: string
  /** Further names on the same certificate. */
  readonly others?: readonly string[]
  readonly parent: pulumi.Resource
}

/** ARN of a certificate that is issued by now; undefined without a zone. */
export function certificateOf(
  ctx: StackContext,
  { part, host, others = [], parent }: CertificateArgs,
): pulumi.Output<string> | undefined {
  const { zoneId } = ctx.config
  if (zoneId === undefined) return undefined
  const name = `${ctx.name}-${part}-certificate`
  const certificate = new aws.acm.Certificate(
    name,
    {
      domainName: host,
      subjectAlternativeNames: [...others],
      validationMethod: 'DNS',
      tags: tagged(ctx, part, name),
    },
    { parent },
  )
  const proofs = [host, ...others].map((one) => {
    // Nothing is known of a certificate that is not there and is not to be made, as with `up --target` of others.
    const option = certificate.domainValidationOptions.apply((options: Proofs | undefined) =>
      options?.find(({ domainName }) => domainName === one),
    )
    return new aws.route53.Record(
      `${name}-proof-${one.split('.')[0]}`,
      {
        zoneId,
        name: option.apply((found) => found?.resourceRecordName ?? ''),
        type: option.apply((found) => found?.resourceRecordType ?? 'CNAME'),
        records: [option.apply((found) => found?.resourceRecordValue ?? '')],
        ttl: TTL_S,
        allowOverwrite: true,
      },
      { parent },
    )
  })
  return new aws.acm.CertificateValidation(
    `${name}-issued`,
    {
      certificateArn: certificate.arn,
      validationRecordFqdns: proofs.map(({ fqdn }) => fqdn),
    },
    { parent },
  ).certificateArn
}

/** Nothing without a zone. */
export function pointAt(
  ctx: StackContext,
  args: {
    readonly host: string
    readonly balancer: aws.lb.LoadBalancer
    readonly label: string
    readonly parent: pulumi.Resource
  },
): void {
  const { zoneId } = ctx.config
  if (zoneId === undefined) return
  const { dnsName: name, zoneId: of } = args.balancer
  new aws.route53.Record(
    `${ctx.name}-${args.label}-name`,
    {
      zoneId,
      name: args.host,
      type: 'A',
      aliases: [{ name, zoneId: of, evaluateTargetHealth: true }],
    },
    { parent: args.parent },
  )
}
