import { existsSync, readFileSync } from 'node:fs'
import type { ResourceValidationArgs } from '@pulumi/policy'
import { expect, test } from 'vitest'
import { DATA_CASES } from '../../test/infra/policies/data-cases.ts'
import { NETWORK_CASES } from '../../test/infra/policies/network-cases.ts'
import { RIGHTS_CASES } from '../../test/infra/policies/rights-cases.ts'
import { SECRET_CASES } from '../../test/infra/policies/secret-cases.ts'
import { BUCKET, see } from '../../test/infra/policies/see.ts'
import { ENCRYPTED_TYPES } from './encrypted.ts'
import { findingsOf, RULES } from './findings.ts'
import { policyOf } from './policies.ts'
import { TAGLESS } from './tagged.ts'

const CASES = { ...NETWORK_CASES, ...DATA_CASES, ...RIGHTS_CASES, ...SECRET_CASES }

test('every policy has a passing and a violating case', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(RULES.map(({ name }) => name).toSorted())
})

test.each(Object.entries(CASES))('%s', (rule, cases) => {
  const without = RULES.map(({ name }) => name).filter((name) => name !== rule)
  for (const { passes, violates, outputs: [sound, bad] = [{}, []], what } of cases) {
    expect(findingsOf(passes, { outputs: sound, without })).toEqual([])
    expect(violates.length + bad.length).toBeGreaterThan(0)
    const findings = [
      ...violates.map((one) => findingsOf([one].flat(), { without })),
      ...bad.map((outputs) => findingsOf([], { outputs, without })),
    ]
    for (const [i, found] of findings.entries()) {
      expect(found.length, JSON.stringify(violates[i] ?? bad)).toBeGreaterThan(0)
      for (const one of found) expect(one.what).toMatch(what)
    }
  }
})

test('of each type that must be encrypted there is a case that passes and one that does not', () => {
  const cases = DATA_CASES['encrypted'] ?? []
  for (const side of ['passes', 'violates'] as const) {
    const types = cases.flatMap((one) => one[side].flat().map(({ type }) => type))
    expect([...new Set(types)].toSorted()).toEqual(ENCRYPTED_TYPES.toSorted())
  }
})

test('components have nothing of their own', () => {
  expect(findingsOf([{ ...see('aws:ec2/vpc:Vpc', {}), custom: false }])).toEqual([])
})

test('what is called tagless takes no tags in the SDK either', () => {
  for (const type of TAGLESS) {
    const [, path = ''] = type.split(':')
    const file = new URL(`../../node_modules/@pulumi/aws/${path}.d.ts`, import.meta.url)
    expect(existsSync(file), type).toBe(true)
    expect(readFileSync(file, 'utf8'), type).not.toMatch(/^ {4}tags\?: pulumi\.Input/m)
  }
})

test('the CLI asks a rule over a resource with what the program wants, and blocks by it', () => {
  const rule = RULES.find(({ name }) => name === 'encrypted')
  const policy = rule && policyOf(rule)
  if (policy === undefined || !('validateResource' in policy)) throw new Error('no such policy')
  const validate = policy.validateResource
  if (typeof validate !== 'function') throw new Error('one function each')
  const told: string[] = []
  const args = {
    type: 'aws:ebs/volume:Volume',
    name: 'v',
    urn: 'urn',
    opts: { protect: true } as never,
  }
  for (const props of [{}, { encrypted: true }]) {
    void validate(
      { ...args, props } as Partial<ResourceValidationArgs> as ResourceValidationArgs,
      (what) => told.push(what),
    )
  }
  expect(told).toEqual(['encrypted is missing'])
  expect(policy.enforcementLevel).toBe('mandatory')
})

test('the CLI asks a rule over the stack with everything in it, its outputs too', () => {
  const told: string[] = []
  for (const rule of RULES) {
    const policy = policyOf(rule)
    if (!('validateStack' in policy)) continue
    const beside = { opts: { protect: false }, dependencies: [], propertyDependencies: {} }
    const stack = { type: 'pulumi:pulumi:Stack', name: 's', urn: 'stack', ...beside }
    const made = { type: BUCKET, name: 'b', urn: 'bucket', props: {}, ...beside }
    void policy.validateStack(
      { resources: [{ ...stack, props: { token: `ghp_${'a1'.repeat(18)}` } }, made] } as never,
      (what, urn) => told.push(`${urn ?? 'stack'}: ${what}`),
    )
  }
  expect(told).toEqual([
    'bucket: is not encrypted by a key of ours',
    'bucket: is not shut to the public',
    'stack: output token has a token of GitHub',
  ])
})
