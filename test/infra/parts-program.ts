// The four parts that servers run in, on the network, buckets, secrets and link of a test.
import * as pulumi from '@pulumi/pulumi'
import { Database } from '../../infra/database.ts'
import { Grafana } from '../../infra/grafana.ts'
import { Network } from '../../infra/network.ts'
import { Relay } from '../../infra/relay.ts'
import { Secrets } from '../../infra/secrets.ts'
import { Storage } from '../../infra/storage.ts'
import { Worker } from '../../infra/worker.ts'
import { stackContext } from './stack-context.ts'

const given = new pulumi.Config().requireObject<Record<string, unknown>>('stack')
const base = stackContext(given, { program: '' })
const isWatched = base.config.relay.viewers > 0
const ctx = {
  ...base,
  fleet: {
    ...base.fleet,
    cameras: base.fleet.cameras.map((camera) => ({ ...camera, sub: 'rtsp://10.10.0.9/sub' })),
  },
  sizes: {
    ...base.sizes,
    relay: { ...base.sizes.relay, origins: isWatched ? 2 : 0, edgesLeast: 2, edgesMost: 4 },
  },
}
const network = new Network(ctx)
const storage = new Storage(ctx)
const secrets = new Secrets(ctx)
const link = {
  networks: ['10.10.0.0/16'],
  cityConfiguration: pulumi.output(''),
  anchors: ['10.99.0.2'],
  watched: [],
}
const database = new Database(ctx, { network, secrets, storage })
const relay = new Relay(ctx, { network, secrets, storage, link })
const worker = new Worker(ctx, { network, link, database, relay, secrets, storage })
const grafana = new Grafana(ctx, { network, database, worker, secrets, storage })

export const liveUrl = relay.liveUrl
export const consoleUrl = worker.consoleUrl
export const grafanaUrl = grafana.url
export const databaseUrl = database.url
