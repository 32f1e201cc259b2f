// Lines of the estimate for what stands: servers, databases, disks, buckets, backups, secrets, and the alarms that watch them.
import { MONTH_HOURS as HOURS, MONTH_S, shown } from './arithmetic.ts'
import { type Bill, line, machine, machineUsd, sum, usd } from './cost-line.ts'
import { GRAFANA_DATABASE_GB, GRAFANA_DATABASE_TYPE, GRAFANA_TYPE } from './counts.ts'
import { hourOf, PRICES } from './prices.ts'
import type { CostLine } from './sizes.ts'

/** Of the worker's heartbeat. */
const OWN_METRICS = 1
const HEARTBEAT_EVERY_S = 60

/** An instance of ours with its disks, or Timestream, twice with a standby. */
export function databaseLine({ sizes, config }: Bill): CostLine {
  const { instanceType, storageGb } = sizes.database
  if (config.database.type === 'ec2')
    return line(
      'database',
      machineUsd(instanceType) + storageGb * PRICES.volumeGb,
      sum(machine(instanceType), `${storageGb} GB x ${usd(PRICES.volumeGb)}`),
    )
  const copies = config.database.standby ? 2 : 1
  const hourly = hourOf(instanceType)
  return line(
    'database',
    copies * (hourly * HOURS + storageGb * PRICES.timestreamGb),
    `${copies > 1 ? `${copies} x (` : ''}${instanceType} ${usd(hourly)} x ${HOURS} h + ${storageGb} GB x ${usd(PRICES.timestreamGb)}${copies > 1 ? ')' : ''}`,
  )
}

/** The worker, its system and its data. */
export function workerLine({ sizes: { worker } }: Bill): CostLine {
  return line(
    'worker',
    machineUsd(worker.instanceType) + worker.dataGb * PRICES.volumeGb,
    sum(machine(worker.instanceType), `${worker.dataGb} GB x ${usd(PRICES.volumeGb)}`),
  )
}

/** Its load balancer carries pages to a few people: one unit of it at a time. */
export function grafanaLine({ counts: { webBalancers } }: Bill): CostLine {
  const database = hourOf(GRAFANA_DATABASE_TYPE)
  const front = webBalancers * (PRICES.balancerHour + PRICES.webBalancerGb)
  return line(
    'Grafana',
    machineUsd(GRAFANA_TYPE) + (database + front) * HOURS + GRAFANA_DATABASE_GB * PRICES.rdsGb,
    sum(
      machine(GRAFANA_TYPE),
      `${GRAFANA_DATABASE_TYPE} ${usd(database)} x ${HOURS} h`,
      `${GRAFANA_DATABASE_GB} GB x ${usd(PRICES.rdsGb)}`,
      front > 0 && `load balancer ${usd(front)} x ${HOURS} h`,
    ),
  )
}

/** What lies in the buckets, and what is put there by the piece. */
export function storageLine({ sizes: { storage } }: Bill): CostLine {
  const { evidenceGb, copiesGb, requests } = storage
  const thousands = requests / 1000
  return line(
    'storage',
    (evidenceGb + copiesGb) * PRICES.bucketGb + thousands * PRICES.bucketWrites,
    sum(
      `(${shown(evidenceGb)} GB of evidence + ${shown(copiesGb)} GB of copies) x ${usd(PRICES.bucketGb)}`,
      `${shown(thousands)} thousand requests x ${usd(PRICES.bucketWrites)}`,
    ),
  )
}

/** Snapshots of volumes, and of Grafana's database. */
export function backupLine({ sizes: { storage } }: Bill): CostLine {
  const { backupGb } = storage
  return line(
    'backup',
    backupGb * PRICES.snapshotGb + GRAFANA_DATABASE_GB * PRICES.rdsSnapshotGb,
    sum(
      `${backupGb} GB of snapshots x ${usd(PRICES.snapshotGb)}`,
      `at most ${GRAFANA_DATABASE_GB} GB of Grafana's x ${usd(PRICES.rdsSnapshotGb)}`,
    ),
  )
}

/** Those that the stack makes, and those that AWS makes for it. */
export function secretsLine({ counts: { secrets, keys } }: Bill): CostLine {
  const count = secrets.own + secrets.byAws
  return line(
    'secrets and keys',
    count * PRICES.secret + keys * PRICES.key,
    `${count} secrets x ${usd(PRICES.secret)} + ${keys} keys x ${usd(PRICES.key)}`,
  )
}

/** Alarms, metrics of each minute, and the worker's heartbeat. */
export function alarmsLine({ counts }: Bill): CostLine {
  const alarms = counts.alarms.own + counts.alarms.scaling
  const machines = counts.machines.length + counts.edges.mean
  const thousands = MONTH_S / HEARTBEAT_EVERY_S / 1000
  const heartbeat = OWN_METRICS * PRICES.metric + thousands * PRICES.metricCalls
  return line(
    'alarms and metrics',
    alarms * PRICES.alarm + machines * PRICES.monitoring + heartbeat,
    `${alarms} alarms x ${usd(PRICES.alarm)} + ${shown(machines)} machines each minute x ${usd(PRICES.monitoring)} + heartbeat ${usd(heartbeat)}`,
  )
}
