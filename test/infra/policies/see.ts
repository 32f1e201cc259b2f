// Resources as policies see them, made up for cases: what passes, and what does not.
import type { RegisteredResource } from '../../../infra/policies/findings.ts'
import type { Values } from '../../../infra/policies/rule.ts'

export interface Case {
  readonly passes: readonly RegisteredResource[]
  /** Each of these by itself is a finding. */
  readonly violates: readonly (RegisteredResource | readonly RegisteredResource[])[]
  /** Outputs of the stack: sound ones, and some that each are a finding. */
  readonly outputs?: readonly [Values, readonly Values[]]
  /** What is said of each. */
  readonly what: RegExp
}

export const ACCOUNT = '123456789012'
export const TAGS = { 'ronda:stack': 'ronda-test', 'ronda:part': 'relay' }
export const BUCKET = 'aws:s3/bucket:Bucket'
export const POLICY = 'aws:iam/rolePolicy:RolePolicy'
export const ROLE = 'aws:iam/role:Role'

export function see(
  type: string,
  inputs: Values,
  more: Partial<RegisteredResource> = {},
): RegisteredResource {
  const urn = `urn:pulumi:test::ronda::${type}::${more.name ?? 'one'}`
  return { type, name: 'one', urn, inputs, custom: true, protect: false, dependencies: [], ...more }
}

/** Comes after the others, by its inputs or by hand. */
export function after(
  others: readonly RegisteredResource[],
  type: string,
  inputs: Values,
  more: Partial<RegisteredResource> = {},
): RegisteredResource {
  return see(type, inputs, { dependencies: others.map(({ urn }) => urn), ...more })
}

export function statement(one: Values): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...one }] })
}
