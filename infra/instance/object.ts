// What hosts fetch at boot, in the bucket of artefacts: under a name that says its content, so that a host gets its own.
import { createHash } from 'node:crypto'
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackContext, StorageOutputs } from '../parts.ts'
import { tagged } from '../tagged.ts'

export interface StoredObject {
  /** `s3://BUCKET/KEY`. */
  readonly url: pulumi.Output<string>
  /** In hex. */
  readonly sha256: pulumi.Output<string>
  readonly arn: pulumi.Output<string>
}

export interface ObjectPlace {
  readonly part: string
  /** `worker-boot-object`: the object is `ronda-prod-worker-boot-object`. */
  readonly name: string
  readonly storage: StorageOutputs
  readonly parent: pulumi.Resource
}

/** Encrypted by the key of the stack's buckets. */
export function storeObject(
  ctx: StackContext,
  { part, name, storage, parent }: ObjectPlace,
  content: Pick<aws.s3.BucketObjectv2Args, 'key' | 'content' | 'contentBase64'>,
  options: pulumi.CustomResourceOptions,
): aws.s3.BucketObjectv2 {
  const full = `${ctx.name}-${name}`
  return new aws.s3.BucketObjectv2(
    full,
    {
      bucket: storage.artefacts.name,
      ...content,
      kmsKeyId: storage.keyArn,
      serverSideEncryption: 'aws:kms',
      tags: tagged(ctx, part, full),
    },
    { parent, ...options },
  )
}

/** `name`: `worker-boot`. */
export function storeText(
  ctx: StackContext,
  { text, ...place }: ObjectPlace & { readonly text: pulumi.Input<string> },
): StoredObject {
  const { name, storage } = place
  const bytes = pulumi.output(text).apply((plain) => Buffer.from(plain))
  const sha256 = sumOf(bytes)
  const object = storeObject(
    ctx,
    { ...place, name: `${name}-object` },
    {
      key: pulumi.interpolate`hosts/${name}-${sha256}`,
      contentBase64: bytes.apply((all) => all.toString('base64')),
    },
    // A host that is started from what was before must still find it.
    { retainOnDelete: true },
  )
  return {
    url: pulumi.interpolate`s3://${storage.artefacts.name}/${object.key}`,
    sha256,
    arn: pulumi.interpolate`${storage.artefacts.arn}/${object.key}`,
  }
}

/** SHA-256 in hex. */
export function sumOf(bytes: pulumi.Output<Buffer>): pulumi.Output<string> {
  return bytes.apply((all) => createHash('sha256').update(all).digest('hex'))
}
