// What of a target stands in the tags of its series.
import type { TargetKind } from '../../fleet/model.ts'

export interface SeriesTarget {
  readonly id: string
  readonly kind: TargetKind
  readonly kec?: string
  readonly kel?: string
  /** Of uplinks and nodes. */
  readonly isp?: string
  /** Of cameras. */
  readonly nvr?: string
  /** Asked by the ICMP round: has a row in slots and in the sums of minutes. */
  readonly pinged: boolean
}
