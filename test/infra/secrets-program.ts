// A host of a city whose recorders have a secret each, as a program of its own; `ronda:stack` has how many.
import * as pulumi from '@pulumi/pulumi'
import type { SecretReference } from '../../fleet/secret.ts'
import { joinHosts } from '../../hosts/join-hosts.ts'
import { bootOf } from '../../infra/instance/boot.ts'
import { Secrets } from '../../infra/secrets.ts'
import { Storage } from '../../infra/storage.ts'
import { stackContext } from './stack-context.ts'

const { recorders } = new pulumi.Config().requireObject<{ recorders: number }>('stack')
const base = stackContext()
const ctx = {
  ...base,
  fleet: {
    ...base.fleet,
    nvrs: Array.from({ length: recorders }, (_, i) => ({
      ...(base.fleet.nvrs[0] ?? (undefined as never)),
      credentials: { user: 'ronda', password: `aws-sm:city/nvr/${i}` as SecretReference },
    })),
  },
}
const storage = new Storage(ctx)
const secrets = new Secrets(ctx)
bootOf(ctx, {
  ...{ part: 'worker', name: 'worker', storage, parent: secrets, objects: [] },
  host: joinHosts('worker', []),
  secrets: {
    keyArn: secrets.keyArn,
    arns: [secrets.arns['console-token'], ...secrets.foreignArns],
  },
})
