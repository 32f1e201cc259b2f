// The policy pack, for the CLI only: pulumi preview --policy-pack infra/policies. Importing it starts a server.
import { PolicyPack } from '@pulumi/policy'
import { POLICIES } from './policies.ts'

new PolicyPack('ronda', { policies: [...POLICIES] })
