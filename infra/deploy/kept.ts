// What is left of a stack in its state, for people: by kind, with names, and apart from what it only needs to be of use.
import { askPulumi, type Session } from './session.ts'

/** As `pulumi stack export` has it; the rest is of no matter here. */
export interface StateResource {
  readonly urn: string
  readonly type: string
  readonly id?: string
  readonly custom?: boolean
  readonly protect?: boolean
}

export interface Kept {
  /** `volume`. */
  readonly kind: string
  readonly name: string
  readonly id: string
}

/** Kinds that AWS asks money for as long as they are there. */
const KINDS: Readonly<Record<string, string>> = {
  'aws:ebs/volume:Volume': 'volume',
  'aws:s3/bucket:Bucket': 'bucket',
  'aws:rds/instance:Instance': 'database, which goes on running',
  'aws:timestreaminfluxdb/dbInstance:DbInstance': 'database, which goes on running',
  'aws:backup/vault:Vault': 'vault of copies, until each has expired',
  'aws:secretsmanager/secret:Secret': 'secret',
  'aws:kms/key:Key': 'key',
}

/** Of the stack as its state is now; throws ToolFailed. */
export async function readResources(session: Session): Promise<readonly StateResource[]> {
  const { stack } = session.options
  const exported = (await askPulumi(session, ['stack', 'export', '--stack', stack])) as {
    readonly deployment?: { readonly resources?: readonly StateResource[] }
  }
  return exported.deployment?.resources ?? []
}

/** URNs of what the state itself forbids to take away. */
export function protectedUrns(resources: readonly StateResource[]): readonly string[] {
  return resources.flatMap(({ urn, custom, protect }) => (custom && protect ? [urn] : []))
}

/** In the order of the kinds; `beside` counts what costs nothing: values, policies, subnets. */
export function keptOf(resources: readonly StateResource[]): {
  readonly kept: readonly Kept[]
  readonly beside: number
} {
  const real = resources.filter(
    ({ custom, type }) => custom && !type.startsWith('pulumi:providers:'),
  )
  const kept = Object.entries(KINDS).flatMap(([type, kind]) =>
    real.flatMap((one) =>
      one.type === type ? [{ kind, name: one.urn.split('::').at(-1) ?? '', id: one.id ?? '' }] : [],
    ),
  )
  return { kept, beside: real.length - kept.length }
}
