// How much lies in buckets and snapshots.
import type { StackConfig } from '../config.ts'
import { GB, roundUp, shown } from './arithmetic.ts'
import { databaseBytes, KEEP_DAYS, type KeepDays } from './database-size.ts'
import type { EstateCounts, StorageSize } from './sizes.ts'
import { PICTURE_BYTES, PICTURES_A_CAMERA, workerDataBytes } from './worker-size.ts'

/** Days that a picture of evidence is kept: as long as a complaint about a dark camera may take to come. */
export const EVIDENCE_DAYS = 30
/** Of all data, that a day's snapshot has anew: minutes, and shards that were compacted; our estimate. */
const DAILY_CHANGE = 0.03

/** Monotone in every count and in the days. */
export function sizeStorage(
  counts: EstateCounts,
  { keepDays }: StackConfig['backup'],
  seriesDays: KeepDays = KEEP_DAYS,
): StorageSize {
  const pictures = counts.cameras * PICTURES_A_CAMERA
  const evidence = (pictures * PICTURE_BYTES * EVIDENCE_DAYS) / GB
  const evidenceGb = roundUp(evidence, 1)
  const kept = (workerDataBytes(counts) + databaseBytes(counts, seriesDays)) / GB
  const backupGb = roundUp(kept * (1 + DAILY_CHANGE * keepDays), 1)
  return {
    evidenceGb,
    backupGb,
    why: [
      `${shown(pictures)} pictures x ${shown(PICTURE_BYTES / 1000)} kB, new each day, ${EVIDENCE_DAYS} days = ${evidenceGb} GB of evidence`,
      `${shown(kept)} GB of worker and database + ${shown(DAILY_CHANGE * 100)} % a day x ${keepDays} days = ${backupGb} GB of backups`,
    ],
  }
}
