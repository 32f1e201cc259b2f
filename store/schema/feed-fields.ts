// Fields of the series that the picture round writes.
import { CONDITIONS, type Condition } from '../../fleet/condition.ts'
import { type FieldSpec, type FieldUnit, integer } from './measurement.ts'

const sparse = (unit: FieldUnit, says: string) =>
  ({ ...integer(unit, says), sparse: true }) as const

/** Of one look. Features are absent where they could not be measured. */
export const FEED_FIELDS = {
  code: integer('code', 'condition that is published after the look'),
  found: integer('code', 'condition that this look alone found'),
  bpp_milli: sparse('milli', 'bits of the keyframe for each pixel'),
  complexity_milli: sparse('milli', 'the same, weighed by the quantiser'),
  qp: sparse('count', 'quantiser of the keyframe, 0 to 51'),
  skip_permille: sparse('permille', 'share of later frames that hold next to nothing'),
  fps_milli: sparse('milli', 'frames a second'),
  kbps: sparse('kbps', 'bits of the frames seen'),
  loss_ppm: sparse('ppm', 'RTP packets lost'),
  mean_milli: sparse('milli', 'mean luma of the keyframe, 16 to 235'),
  sd_milli: sparse('milli', 'standard deviation of its luma'),
  chroma_milli: sparse('milli', 'distance of its mean colour from grey'),
  mad_milli: sparse('milli', 'difference from the first picture of those that stood still'),
  likeness_permille: sparse('permille', "likeness to the camera's own reference"),
  connect_ms: sparse('ms', 'until the recorder took the connection'),
  keyframe_ms: sparse('ms', 'until the first whole keyframe'),
} as const satisfies Record<string, FieldSpec>

type Counts = Readonly<Record<Condition | 'total', FieldSpec & { readonly type: 'integer' }>>

/** By condition. */
export const FEEDS_FIELDS: Counts = Object.fromEntries([
  ['total', integer('count', 'all cameras')],
  ...CONDITIONS.map((condition) => [
    condition,
    integer('count', `cameras in condition ${condition}`),
  ]),
]) as unknown as Counts

export const NVR_FACTS_FIELDS = {
  slots_on: integer('count', 'slots that it says are connected'),
  slots_off: integer('count', 'slots that it says are not'),
  storage: sparse('code', 'disks: 0 fine, 1 one of several ill, 2 nothing can be recorded'),
  disks_ill: sparse('count', 'disks that are not well'),
  capacity_mb: sparse('mb', 'room on its disks'),
  free_mb: sparse('mb', 'room left on them'),
  clock_skew_s: sparse('s', 'how far its clock is ahead of ours; negative: behind'),
  auth_waits: integer('flag', '1 while it is left alone because it refused our password'),
} as const satisfies Record<string, FieldSpec>

/** Of a look at a portal. */
export const PORTAL_FIELDS = {
  code: integer('code', 'condition that is published after the look'),
  found: integer('code', 'condition that this look alone found'),
  took_ms: integer('ms', 'the whole look'),
  sequence: sparse('count', 'number of the newest segment of its playlist'),
  bpp_milli: sparse('milli', 'bits of the keyframe for each pixel'),
} as const satisfies Record<string, FieldSpec>

export const RELAY_FIELDS = {
  paths: integer('count', 'streams that it knows'),
  ready: integer('count', 'streams that have a source now'),
  readers: integer('count', 'who reads them'),
  in_bytes: sparse('bytes', 'received since its start'),
  out_bytes: sparse('bytes', 'sent since its start'),
  in_errors: sparse('count', 'frames received with an error since its start'),
} as const satisfies Record<string, FieldSpec>

export const HOST_FIELDS = {
  cpu_permille: sparse('permille', 'of all its CPUs since the point before'),
  memory_mb: integer('mb', 'memory'),
  memory_free_mb: integer('mb', 'memory that programs could still have'),
  disk_mb: sparse(
    'mb',
    'size of its fullest file system; of our own machine that of the data folder',
  ),
  disk_free_mb: sparse('mb', 'room left on it'),
} as const satisfies Record<string, FieldSpec>
