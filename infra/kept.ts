// What outlives a stack: the options of data, and of everything without which that data is of no use.
import type * as pulumi from '@pulumi/pulumi'
import type { StackContext } from './parts.ts'

export interface KeptOptions {
  readonly parent: pulumi.Resource
  readonly protect: boolean
  readonly retainOnDelete: boolean
}

/**
 * Of a volume, bucket or database, and alike of its key and the key's alias, of the secrets it was set up with and their
 * values, of what guards it, and of the role that its copies expire by. `destroy` leaves them in the account and in the
 * state, so that the next `deploy` finds them there; where the configuration has `protect: false` all of it goes.
 */
export function kept({ config }: StackContext, parent: pulumi.Resource): KeptOptions {
  return { parent, protect: config.protect, retainOnDelete: config.protect }
}
