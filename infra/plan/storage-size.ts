// How much a stack keeps beside its disks: pictures of evidence, and backups.
import type { StackConfig } from '../config.ts'
import { DAY_S, GB, MONTH_S, roundUp, shown } from './arithmetic.ts'
import { databaseBytes, KEEP_DAYS, type KeepDays } from './database-size.ts'
import type { EstateCounts, StorageSize } from './sizes.ts'
import { PICTURE_BYTES, workerDataBytes } from './worker-size.ts'

/** Days that a picture of evidence is kept: as long as a complaint about a dark camera may take to come. */
export const EVIDENCE_DAYS = 30
/** Of a camera: a good one every 6 hours (docs/feeds.md), and one a day that shows a fault, which is our estimate. */
const PICTURES_A_DAY = 5
/** InfluxDB on an instance is copied whole each night, and what expired stays as an old version so long: infra/storage.ts. */
const OLD_DAYS = 7
/** Of all data, that a day's snapshot has anew: minutes, and shards that were compacted; our estimate. */
const DAILY_CHANGE = 0.03

/** Monotone in every count and in the days. */
export function sizeStorage(
  counts: EstateCounts,
  { backup, database }: Pick<StackConfig, 'backup' | 'database'>,
  seriesDays: KeepDays = KEEP_DAYS,
): StorageSize {
  const { cameras } = counts
  const { keepDays } = backup
  const pictures = cameras * PICTURES_A_DAY
  const evidence = (pictures * PICTURE_BYTES * EVIDENCE_DAYS) / GB
  const evidenceGb = roundUp(evidence, 1)
  const requests = pictures * (MONTH_S / DAY_S)
  const worker = workerDataBytes(counts) / GB
  // Timestream takes no part in AWS Backup: docs/restore.md.
  const series = database.type === 'ec2' ? databaseBytes(counts, seriesDays) / GB : 0
  const copiesGb = Math.ceil(series * (keepDays + OLD_DAYS))
  const backupGb = roundUp((worker + series) * (1 + DAILY_CHANGE * keepDays), 1)
  return {
    evidenceGb,
    backupGb,
    copiesGb,
    requests,
    why: [
      `evidence: ${shown(cameras)} cameras x ${PICTURES_A_DAY} pictures a day x ${shown(PICTURE_BYTES / 1000)} kB x ${EVIDENCE_DAYS} days = ${evidenceGb} GB`,
      ...(copiesGb > 0
        ? [
            `copies: ${shown(series)} GB of series, whole each night x (${keepDays} days + ${OLD_DAYS} as old versions) = ${shown(copiesGb)} GB`,
          ]
        : []),
      `snapshots: (${shown(worker)} GB of worker + ${shown(series)} GB of series) x (1 + ${shown(DAILY_CHANGE * 100)} % x ${keepDays} days) = ${backupGb} GB`,
    ],
  }
}
