// The preflight of a stack, as a deployment shows it: problems, or the plan with its arithmetic and what had better be otherwise.
import { formatProblem } from '../../fleet/problem.ts'
import { archOf } from '../artefact/arch.ts'
import { type AskProgram, askProgram } from '../ask-program.ts'
import type { StackConfig } from '../config.ts'
import { GRAFANA_DATABASE_GB, GRAFANA_DATABASE_TYPE } from '../plan/counts.ts'
import { planLines } from '../plan/plan.ts'
import { PRICES } from '../plan/prices.ts'
import type { Sizes } from '../plan/sizes.ts'
import { preflight } from '../preflight.ts'
import { foreignSecrets, neededSecrets } from '../secrets/needed.ts'
import type { StackFile } from './stack-file.ts'
import type { StackCheck } from './world.ts'

const HOURS = 730
const BROKEN = { lines: [], arch: 'x64', keptUsd: 0 } as const

/** Reads files only. `ask`: who says what is wrong with ronda.yaml; default: the program itself. */
export async function checkStack(
  project: string,
  { name, read }: StackFile,
  ask: AskProgram = askProgram,
): Promise<StackCheck> {
  if ('problems' in read) return { ...BROKEN, problems: read.problems }
  const found = await preflight({ values: read.values, project, file: name, ask })
  if ('problems' in found) return { ...BROKEN, problems: found.problems }
  const { plan, config, source, warnings, fleet, program } = found
  // The stack's own begin with its name, which is no matter here: people make none of those.
  const own = `ronda-${name.replace(/^Pulumi\.|\.yaml$/g, '')}`
  const warned = warnings.map((problem) => `warning: ${formatProblem(problem)}`)
  return {
    problems: [],
    lines: [`City: ${fleet.city}, ${source}`, ...planLines(plan), ...warned],
    arch: archOf(plan.sizes.worker.instanceType),
    config,
    secrets: foreignSecrets({ program, fleet, config, own }),
    keptUsd: keptUsd(plan.sizes, config),
  }
}

/** Of buckets, secrets and copies; those of alarms and flow logs go with the stack. */
export const KEPT_KEYS = 3

/**
 * US dollars a month of what a destroy leaves, which is paid for as long as it is there: volumes, buckets, databases that
 * run on, secrets and keys; and at first the copies, which expire one after the other.
 */
export function keptUsd(sizes: Sizes, config: StackConfig): number {
  const { worker, storage } = sizes
  const { database } = config
  const grafana = instanceUsd(GRAFANA_DATABASE_TYPE) + GRAFANA_DATABASE_GB * PRICES.rdsGb
  const { instanceType, storageGb } = sizes.database
  const nodes = database.type === 'timestream' && database.standby ? 2 : 1
  const series =
    database.type === 'ec2'
      ? storageGb * PRICES.volumeGb
      : nodes * (instanceUsd(instanceType) + storageGb * PRICES.timestreamGb)
  const copies = storage.backupGb * PRICES.snapshotGb + GRAFANA_DATABASE_GB * PRICES.rdsSnapshotGb
  // Timestream has a secret of AWS's own.
  const secrets = neededSecrets(config).length + (database.type === 'timestream' ? 1 : 0)
  return [
    worker.dataGb * PRICES.volumeGb,
    (storage.evidenceGb + storage.copiesGb) * PRICES.bucketGb,
    secrets * PRICES.secret,
    KEPT_KEYS * PRICES.key,
    ...[grafana, series, copies],
  ].reduce((sum, usd) => sum + usd, 0)
}

function instanceUsd(type: string): number {
  return (PRICES.instanceHour[type] ?? 0) * HOURS
}
