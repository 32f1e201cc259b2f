// What hosts fetch at boot, in the bucket of artefacts: under a name that says its content, so that a host gets its own.
import { createHash } from 'node:crypto'
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackContext, StorageOutputs } from '../parts.ts'
import { tagged } from '../tagged.ts'
import { type ArchiveFile, tarGz } from './tar.ts'

export interface StoredObject {
  /** `s3://BUCKET/KEY`. */
  readonly url: pulumi.Output<string>
  /** In hex. */
  readonly sha256: pulumi.Output<string>
  readonly arn: pulumi.Output<string>
}

interface Place {
  readonly part: string
  /** `worker-city`. */
  readonly name: string
  readonly storage: StorageOutputs
  readonly parent: pulumi.Resource
}

export function storeArchive(
  ctx: StackContext,
  place: Place & { readonly files: pulumi.Input<readonly ArchiveFile[]> },
): StoredObject {
  return store(ctx, place, '.tar.gz', pulumi.output(place.files).apply(tarGz))
}

export function storeText(
  ctx: StackContext,
  place: Place & { readonly text: pulumi.Input<string> },
): StoredObject {
  return store(
    ctx,
    place,
    '',
    pulumi.output(place.text).apply((text) => Buffer.from(text)),
  )
}

function store(
  ctx: StackContext,
  { part, name, storage, parent }: Place,
  ending: string,
  bytes: pulumi.Output<Buffer>,
): StoredObject {
  const full = `${ctx.name}-${name}-object`
  const sha256 = bytes.apply((all) => createHash('sha256').update(all).digest('hex'))
  const object = new aws.s3.BucketObjectv2(
    full,
    {
      bucket: storage.artefacts.name,
      key: pulumi.interpolate`hosts/${name}-${sha256}${ending}`,
      contentBase64: bytes.apply((all) => all.toString('base64')),
      kmsKeyId: storage.keyArn,
      serverSideEncryption: 'aws:kms',
      tags: tagged(ctx, part, full),
    },
    // A host that is started from what was before must still find it.
    { parent, retainOnDelete: true },
  )
  return {
    url: pulumi.interpolate`s3://${storage.artefacts.name}/${object.key}`,
    sha256,
    arn: pulumi.interpolate`${storage.artefacts.arn}/${object.key}`,
  }
}
