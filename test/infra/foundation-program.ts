// The parts that everything else stands on, as a program of their own; `ronda:stack` has the configuration as JSON.
import * as pulumi from '@pulumi/pulumi'
import { Network } from '../../infra/network.ts'
import { Secrets } from '../../infra/secrets.ts'
import { Storage } from '../../infra/storage.ts'
import { stackContext } from './stack-context.ts'

const ctx = stackContext(new pulumi.Config().requireObject('stack'))
const network = new Network(ctx)
const storage = new Storage(ctx)
const secrets = new Secrets(ctx)

export const { zones, vpcId, publicSubnetIds, privateSubnetIds, privateRouteTableIds } = network
export const { release, keyArn } = storage
export const { names, arns, foreign, foreignArns, values } = secrets
