// The link into the city on its ground, as a program of its own; `ronda:stack` has the configuration as JSON.
import * as pulumi from '@pulumi/pulumi'
import { CityLink } from '../../infra/city-link.ts'
import { Network } from '../../infra/network.ts'
import { Secrets } from '../../infra/secrets.ts'
import { Storage } from '../../infra/storage.ts'
import { stackContext } from './stack-context.ts'

const ctx = stackContext(new pulumi.Config().requireObject('stack'))
const network = new Network(ctx)
const secrets = new Secrets(ctx)
const storage = new Storage(ctx)

export const { networks, anchors, cityConfiguration, watched } = new CityLink(ctx, {
  network,
  secrets,
  storage,
})
