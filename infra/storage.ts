// What a stack keeps in S3: evidence of feeds, backups, and the release that its hosts install.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import { encryptionKey } from './encryption-key.ts'
import type { BucketOutputs, StackContext, StorageOutputs } from './parts.ts'
import { EVIDENCE_DAYS } from './plan/storage-size.ts'
import { type Expiry, makeBucket } from './storage/bucket.ts'
import { tagged } from './tagged.ts'

const PART = 'storage'
/** Days in which what was overwritten or deleted by mistake can be had back. */
const OLD_DAYS = 7

export class Storage extends pulumi.ComponentResource implements StorageOutputs {
  readonly keyArn: pulumi.Output<string>
  readonly evidence: BucketOutputs
  readonly backups: BucketOutputs
  readonly artefacts: BucketOutputs
  readonly release: StorageOutputs['release']

  constructor(ctx: StackContext, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Storage', `${ctx.name}-storage`, {}, opts)
    const key = encryptionKey(ctx, {
      part: PART,
      name: PART,
      says: `Buckets of ${ctx.name}`,
      parent: this,
      keepsData: true,
    })
    this.keyArn = key.arn
    const bucket = (label: string, expiry: Expiry) =>
      makeBucket(ctx, { label, keyArn: key.arn, expiry, parent: this })
    const { keepDays } = ctx.config.backup
    this.evidence = bucket('evidence', { days: EVIDENCE_DAYS, oldDays: OLD_DAYS })
    this.backups = bucket('backups', { days: keepDays, oldDays: OLD_DAYS })
    // Releases stay, for the way back; what was overwritten does not.
    this.artefacts = bucket('artefacts', { oldDays: OLD_DAYS })

    const { path, sha256, version } = ctx.artefact
    const release = new aws.s3.BucketObjectv2(
      `${ctx.name}-storage-release`,
      {
        bucket: this.artefacts.name,
        // Each build its own key: a host that starts while another release comes up finds its own whole.
        key: `releases/ronda-${version}-${sha256.slice(0, 12)}.tar.gz`,
        source: new pulumi.asset.FileAsset(path),
        sourceHash: sha256,
        contentType: 'application/gzip',
        kmsKeyId: key.arn,
        serverSideEncryption: 'aws:kms',
        tags: tagged(ctx, PART, `${ctx.name}-storage-release`),
      },
      { parent: this, retainOnDelete: true },
    )
    this.release = { bucket: this.artefacts.name, key: release.key, sha256 }
    this.registerOutputs({
      evidence: this.evidence.name,
      backups: this.backups.name,
      artefacts: this.artefacts.name,
    })
  }
}
