// The whole stack, from its configuration to its outputs: checks everything first, then makes the parts in their order.
import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'
import { listProblems } from '../fleet/problem.ts'
import { Alarms } from './alarms.ts'
import { archOf } from './artefact/arch.ts'
import { readArtefact } from './artefact/latest.ts'
import { Backup } from './backup.ts'
import { Budget } from './budget.ts'
import { CityLink } from './city-link.ts'
import { Database } from './database.ts'
import { Grafana } from './grafana.ts'
import { inOrderOfBoot } from './machines-after.ts'
import { Network } from './network.ts'
import type { StackContext } from './parts.ts'
import { planLines } from './plan/plan.ts'
import { type Preflight, preflight } from './preflight.ts'
import { Relay } from './relay.ts'
import { Secrets } from './secrets.ts'
import { Storage } from './storage.ts'
import { Worker } from './worker.ts'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const DIST = fileURLToPath(new URL('../dist', import.meta.url))

/** What people want to know of it when it is made. */
export interface StackOutputs {
  readonly consoleUrl: pulumi.Output<string>
  readonly grafanaUrl: pulumi.Output<string>
  /** Where residents get video; empty without a relay. */
  readonly liveUrl: pulumi.Output<string>
  /** Where records are to point that the stack has no zone for; empty otherwise. */
  readonly livePointsAt: pulumi.Output<string>
  readonly grafanaPointsAt: pulumi.Output<string>
  /** What stands on the city's end of the link. */
  readonly cityConfiguration: pulumi.Output<string>
  readonly alarmTopic: pulumi.Output<string>
  /** Where last night's copies are; docs/restore.md. */
  readonly backupVault: pulumi.Output<string>
  /** Dollars, an estimate. */
  readonly monthlyUsd: number
}

/** Throws, before there is any resource, with everything that is wrong with configuration, estate and ronda.yaml. */
export async function makeStack(): Promise<StackOutputs> {
  const stack = pulumi.getStack()
  const found = await preflight({
    values: pulumi.runtime.allConfig(),
    project: PROJECT,
    file: `Pulumi.${stack}.yaml`,
  })
  if ('problems' in found) {
    throw new pulumi.RunError(
      `the stack ${stack} cannot be:\n${listProblems(found.problems).join('\n')}`,
    )
  }
  for (const warning of listProblems(found.warnings)) void pulumi.log.warn(warning)
  for (const line of planLines(found.plan)) void pulumi.log.info(line)
  return partsOf(contextOf(stack, found))
}

function partsOf(ctx: StackContext): StackOutputs {
  const inOrder = inOrderOfBoot()
  const network = new Network(ctx, inOrder())
  const storage = new Storage(ctx, inOrder())
  const secrets = new Secrets(ctx, inOrder())
  const later = inOrder(network, secrets)
  const link = new CityLink(ctx, { network, secrets, storage }, later)
  const database = new Database(ctx, { network, secrets, storage }, later)
  const relay = new Relay(ctx, { network, secrets, storage, link }, later)
  const worker = new Worker(ctx, { network, link, database, relay, secrets, storage }, later)
  // Tokens of Timestream are made by the worker: Grafana reads its own when it boots.
  const afterTokens = database.dialect === '2' ? inOrder(network, secrets, worker) : later
  const grafana = new Grafana(ctx, { network, database, worker, secrets, storage }, afterTokens)
  const watched = [link, database, relay, worker, grafana].flatMap((part) => part.watched)
  const { topicArn } = new Alarms(ctx, { watched })
  const backup = new Backup(ctx, {
    volumeIds: [worker.volumeId, ...database.volumeIds],
    arns: [grafana.databaseArn],
    topicArn,
  })
  new Budget(ctx)
  return {
    consoleUrl: worker.consoleUrl,
    grafanaUrl: grafana.url,
    liveUrl: relay.liveUrl,
    livePointsAt: relay.pointsAt,
    grafanaPointsAt: grafana.pointsAt,
    cityConfiguration: link.cityConfiguration,
    alarmTopic: topicArn,
    backupVault: backup.vaultName,
    monthlyUsd: ctx.cost.monthlyUsd,
  }
}

function contextOf(
  stack: string,
  { config, region, fleet, program, plan }: Preflight,
): StackContext {
  const { sizes, cost } = plan
  const arch = archOf(sizes.worker.instanceType)
  // Releases may lie elsewhere, as in tests.
  const artefact = readArtefact(process.env['RONDA_DIST'] ?? DIST, arch)
  if (artefact === undefined) {
    throw new pulumi.RunError(
      `there is no release for ${arch} to deploy: npm run deploy packs one, or npm run pack -- --arch ${arch}`,
    )
  }
  return {
    name: `ronda-${stack}`,
    ...{ config, fleet, sizes, cost, region, program, artefact },
    tags: { ...config.tags, 'ronda:stack': stack },
  }
}
