// Every series that Ronda writes: names, tags, fields, units, tiers. docs/series.md shows the same to people.

import {
  FEED_FIELDS,
  FEEDS_FIELDS,
  HOST_FIELDS,
  NVR_FACTS_FIELDS,
  PORTAL_FIELDS,
  RELAY_FIELDS,
} from './feed-fields.ts'
import { type FieldSpec, integer, type Measurements, text } from './measurement.ts'
import { TOLD } from './told-measurements.ts'

const PLACE = { kec: 'id of the kecamatan', kel: 'id of the kelurahan' }
const KIND = 'node, uplink, nvr, camera or portal'

const ASKED = {
  up: integer('flag', '1 available, 0 not; absent while outside the SLA'),
  rtt_dms: integer('dms', 'mean round-trip time; absent where nothing came back'),
  rtt_min_dms: integer('dms', 'shortest round-trip time'),
  rtt_max_dms: integer('dms', 'longest round-trip time'),
  sent: integer('count', 'echoes sent'),
  lost: integer('count', 'echoes not answered; in tier raw only where there are any'),
  up_s: integer('s', 'available'),
  obs_s: integer('s', 'available or not: inside the SLA'),
} as const satisfies Record<string, FieldSpec>

const ASKED_RAW = ['up', 'rtt_dms', 'lost'] as const
const ASKED_SPAN = [
  'up_s',
  'obs_s',
  'sent',
  'lost',
  'rtt_dms',
  'rtt_min_dms',
  'rtt_max_dms',
] as const
const ASKED_TIERS = { raw: ASKED_RAW, m1: ASKED_SPAN, h1: ASKED_SPAN, d1: ASKED_SPAN } as const

const COUNTS = {
  total: integer('count', 'all targets'),
  up: integer('count', 'targets in state up'),
  degraded: integer('count', 'targets in state degraded'),
  down: integer('count', 'targets in state down'),
  unreachable: integer('count', 'targets in state unreachable'),
  unknown: integer('count', 'targets in state unknown'),
  maintenance: integer('count', 'targets in state maintenance'),
  suspended: integer('count', 'targets in state suspended'),
} as const satisfies Record<string, FieldSpec>
const COUNT_NAMES = Object.keys(COUNTS) as (keyof typeof COUNTS)[]

const COORDINATES = {
  lat_udeg: { ...integer('udeg', 'latitude of the kelurahan'), sparse: true },
  lon_udeg: { ...integer('udeg', 'longitude of the kelurahan'), sparse: true },
} as const satisfies Record<string, FieldSpec>

const SLA = {
  up_s: integer('s', 'target-seconds available'),
  obs_s: integer('s', 'target-seconds inside the SLA'),
  span_s: integer('s', 'target-seconds in all'),
} as const satisfies Record<string, FieldSpec>

const WORKER = {
  rounds: integer('count', 'full rounds since the start'),
  sent: integer('count', 'echoes sent since the start'),
  received: integer('count', 'replies since the start'),
  lost: integer('count', 'echoes lost since the start'),
  overruns: integer('count', 'routine echoes skipped since the start'),
  dropped: integer('count', 'packets that the kernel dropped on our side since the start'),
  confirming: integer('count', 'targets in a confirm'),
  blind: integer('flag', '1 while the probe itself sees nothing'),
  lag_p99_ms: integer('ms', 'lateness of routine echoes, 99th percentile of the last interval'),
  loop_lag_ms: integer('ms', 'longest stall of the main thread since the last point'),
  rss_bytes: integer('bytes', 'memory of the process'),
  cpu_permille: integer('permille', 'thousandths of a core since the last point'),
  uptime_s: integer('s', 'since the start of the program'),
  incidents: integer('count', 'open incidents'),
  outbox_waiting: integer('count', 'messages that wait for a receiver'),
  receivers_failing: integer('count', 'receivers that take nothing now'),
  store_writable: integer('flag', '1 while the local store can write'),
  store_bytes: integer('bytes', 'size of the local store'),
  spool_bytes: integer('bytes', 'size of the spool file'),
  spool_frames: integer('count', 'batches that wait for a database'),
  spool_points: integer('count', 'points that wait for a database'),
  spool_age_s: integer('s', 'how long the oldest has waited'),
  spool_dropped: integer('count', 'points dropped by the cap of the spool, ever'),
  dead_letters: integer('count', 'points that a database refused, ever'),
  write_ms: integer(
    'ms',
    'from handing new points over to their acknowledgement, the median of late',
  ),
  notifier_silent_s: integer(
    's',
    'for how long the built-in notifier has brought nothing to anybody that it should have; 0 while it works',
  ),
} as const satisfies Record<string, FieldSpec>

export const MEASUREMENTS = {
  node: {
    says: 'ISP node, city link, switch or relay that is pinged',
    tags: { id: 'id of the target', kec: PLACE.kec, kel: PLACE.kel, isp: 'its ISP' },
    fields: ASKED,
    tiers: ASKED_TIERS,
  },
  uplink: {
    says: 'internet access line',
    tags: { id: 'id of the target', kec: PLACE.kec, kel: PLACE.kel, isp: 'its ISP' },
    fields: ASKED,
    tiers: ASKED_TIERS,
  },
  nvr: {
    says: 'recorder',
    tags: { id: 'id of the target', kec: PLACE.kec, kel: PLACE.kel },
    fields: ASKED,
    tiers: ASKED_TIERS,
  },
  camera: {
    says: 'camera; points only of spans in which something was known of it',
    tags: { id: 'id of the target', kec: PLACE.kec, kel: PLACE.kel, nvr: 'id of its NVR' },
    fields: { up_s: ASKED.up_s, obs_s: ASKED.obs_s },
    tiers: { m1: ['up_s', 'obs_s'], h1: ['up_s', 'obs_s'], d1: ['up_s', 'obs_s'] },
  },
  feed: {
    says: 'a look at the feed of a camera: what was found, and the raw features of its picture',
    tags: { id: 'id of the camera', kec: PLACE.kec, kel: PLACE.kel, nvr: 'id of its NVR' },
    fields: FEED_FIELDS,
    tiers: { raw: Object.keys(FEED_FIELDS) as (keyof typeof FEED_FIELDS)[] },
    everyMs: 300_000,
  },
  feeds: {
    says: 'how many cameras are in each condition, as of the timestamp',
    tags: { kec: PLACE.kec },
    fields: FEEDS_FIELDS,
    tiers: {
      raw: Object.keys(FEEDS_FIELDS) as (keyof typeof FEEDS_FIELDS)[],
      h1: Object.keys(FEEDS_FIELDS) as (keyof typeof FEEDS_FIELDS)[],
    },
  },
  nvr_facts: {
    says: 'what a recorder says of itself, where it is asked over its own API',
    tags: { id: 'id of the recorder', kec: PLACE.kec, kel: PLACE.kel },
    fields: NVR_FACTS_FIELDS,
    tiers: { raw: Object.keys(NVR_FACTS_FIELDS) as (keyof typeof NVR_FACTS_FIELDS)[] },
    everyMs: 300_000,
  },
  portal: {
    says: 'a look at what residents see: the live video of a portal',
    tags: { id: 'id of the portal' },
    fields: PORTAL_FIELDS,
    tiers: { raw: Object.keys(PORTAL_FIELDS) as (keyof typeof PORTAL_FIELDS)[] },
    everyMs: 60_000,
  },
  relay: {
    says: 'what a relay (MediaMTX) says of itself',
    tags: { id: 'id of the node' },
    fields: RELAY_FIELDS,
    tiers: { raw: Object.keys(RELAY_FIELDS) as (keyof typeof RELAY_FIELDS)[] },
    everyMs: 60_000,
  },
  host: {
    says: 'CPU, memory and disk of a machine of ours',
    tags: { host: 'name of the machine' },
    fields: HOST_FIELDS,
    tiers: { raw: Object.keys(HOST_FIELDS) as (keyof typeof HOST_FIELDS)[] },
    everyMs: 60_000,
  },
  fleet: {
    says: 'how many targets are in each state, as of the timestamp',
    tags: { kec: PLACE.kec, kind: KIND },
    fields: COUNTS,
    tiers: { raw: COUNT_NAMES, m1: COUNT_NAMES, h1: COUNT_NAMES },
  },
  fleet_kel: {
    says: 'as fleet, by kelurahan',
    tags: { ...PLACE, kind: KIND },
    fields: { ...COUNTS, ...COORDINATES },
    tiers: { m1: [...COUNT_NAMES, 'lat_udeg', 'lon_udeg'] },
  },
  isp: {
    says: 'how good the lines of an ISP are; of lines that answered at least once in the minute',
    tags: { isp: 'the ISP' },
    fields: {
      lines: integer('count', 'lines that answered'),
      silent: integer('count', 'lines that were asked and did not answer once'),
      sent: integer('count', 'echoes sent to lines that answered'),
      lost: integer('count', 'of them lost'),
      rtt_sum_dms: integer('dms', 'round-trip times of all answers, summed up'),
    },
    tiers: { m1: ['lines', 'silent', 'sent', 'lost', 'rtt_sum_dms'] },
  },
  down: {
    says: 'the board of what is dead now: one point for each target that is down or unreachable',
    tags: { kec: PLACE.kec, kind: KIND },
    fields: {
      id: text('id of the target'),
      kel: text('id of the kelurahan'),
      code: integer('code', 'its state'),
      reason: text('reason word of its state'),
      cause: text('id of the topmost dead target above it, or its own'),
      inc: { ...text('id of its open incident'), sparse: true },
      since_ms: integer('epoch_ms', 'since when'),
    },
    tiers: { raw: ['id', 'kel', 'code', 'reason', 'cause', 'inc', 'since_ms'] },
    everyMs: 60_000,
    numbered: true,
  },
  worst: {
    says: 'the 50 worst of the last hour, rank 1 the worst',
    tags: { kind: 'uplink or nvr', by: 'loss or rtt' },
    fields: {
      rank: integer('count', '1 to 50'),
      id: text('id of the target'),
      kec: text('id of the kecamatan'),
      kel: text('id of the kelurahan'),
      isp: { ...text('its ISP; of uplinks only'), sparse: true },
      sent: integer('count', 'echoes sent in the hour'),
      lost: integer('count', 'echoes lost in the hour'),
      loss_ppm: integer('ppm', 'lost of sent'),
      rtt_dms: { ...integer('dms', 'mean round-trip time'), sparse: true },
    },
    tiers: { raw: ['rank', 'id', 'kec', 'kel', 'isp', 'sent', 'lost', 'loss_ppm', 'rtt_dms'] },
    everyMs: 300_000,
    numbered: true,
  },
  state: {
    says: 'the state of a target: a point at each change, and one at each midnight of the city',
    tags: { id: 'id of the target', kind: KIND, kec: PLACE.kec, kel: PLACE.kel },
    fields: {
      code: integer('code', 'the state from now on'),
      prev: integer('code', 'the state before; the same at midnight'),
      reason: text('reason word of the change'),
      cause: { ...text('id of the dead parent, where that is the reason'), sparse: true },
    },
    tiers: { ev: ['code', 'prev', 'reason', 'cause'] },
  },
  incident: {
    says: 'a step in the life of an incident',
    tags: { kec: 'id of the kecamatan of its cause', kind: 'kind of its cause: see incident_open' },
    fields: {
      inc: text('id of the incident'),
      what: text('opened, settled, flapping, stable, acknowledged, recovering, reopened, closed'),
      cause: text('id of the target, value of the shared attribute, or id of the planned outage'),
      reason: text('reason word of the incident'),
      affected: integer('count', 'targets affected now'),
      peak: integer('count', 'the most that were affected'),
      dur_s: integer('s', 'since it opened'),
    },
    tiers: { ev: ['inc', 'what', 'cause', 'reason', 'affected', 'peak', 'dur_s'] },
    numbered: true,
  },
  incident_open: {
    says: 'the list of open incidents',
    tags: {
      kec: 'id of the kecamatan of its cause',
      kind: 'node, uplink, nvr, camera, portal, shared, planned or probe',
    },
    fields: {
      inc: text('id of the incident'),
      cause: text('as in incident'),
      reason: text('reason word of the incident'),
      affected: integer('count', 'targets affected now'),
      peak: integer('count', 'the most that were affected'),
      since_ms: integer('epoch_ms', 'since when it is open'),
      acked: integer('flag', '1 where somebody looks after it'),
      flapping: integer('flag', '1 while it goes down and up'),
    },
    tiers: { raw: ['inc', 'cause', 'reason', 'affected', 'peak', 'since_ms', 'acked', 'flapping'] },
    everyMs: 60_000,
    numbered: true,
  },
  cause: {
    says: 'open incidents by kind of cause and kecamatan; no point where there is none',
    tags: {
      kec: 'id of the kecamatan of the cause',
      kind: 'as in incident_open',
      reason: 'reason',
    },
    fields: {
      incidents: integer('count', 'open incidents'),
      affected: integer('count', 'targets affected by them'),
      longest_s: integer('s', 'age of the oldest of them'),
    },
    tiers: { raw: ['incidents', 'affected', 'longest_s'] },
  },
  ...TOLD,
  sla: {
    says: 'availability by kecamatan, hour by hour, by the rule of docs/availability.md',
    tags: { kec: PLACE.kec, kind: KIND },
    fields: SLA,
    tiers: { h1: ['up_s', 'obs_s', 'span_s'] },
  },
  sla_kel: {
    says: 'availability by kelurahan, day by day',
    tags: { ...PLACE, kind: KIND },
    fields: SLA,
    tiers: { d1: ['up_s', 'obs_s', 'span_s'] },
  },
  worker: {
    says: 'the program about itself',
    tags: { worker: 'name of the city', host: 'name of the machine' },
    fields: WORKER,
    tiers: { raw: Object.keys(WORKER) as (keyof typeof WORKER)[] },
  },
  selftest: {
    says: 'written and read back at each start, to know that the database keeps what it takes',
    tags: { host: 'name of the machine' },
    fields: { n: integer('count', 'a number that the program chose') },
    tiers: { raw: ['n'], m1: ['n'], h1: ['n'], d1: ['n'], ev: ['n'] },
  },
} as const satisfies Measurements

export type MeasurementName = keyof typeof MEASUREMENTS

type Spec<M extends MeasurementName> = (typeof MEASUREMENTS)[M]
type ValueOf<F> = F extends { readonly type: 'string' } ? string : number

/** A point with the tags and fields that its measurement has; fields that are sparse, or of other tiers, may be missing. */
export interface Point<M extends MeasurementName = MeasurementName> {
  readonly measurement: M
  /** A tag that is undefined or empty is left out. */
  readonly tags: { readonly [T in keyof Spec<M>['tags']]: string | undefined }
  /** Integers are whole numbers. A field that is undefined is left out. */
  readonly fields: {
    readonly [F in keyof Spec<M>['fields']]?: ValueOf<Spec<M>['fields'][F]> | undefined
  }
  /** Epoch milliseconds. */
  readonly at: number
  /** Nanoseconds on top, 0 to 999,999: tells points of one series at one time apart. Default 0. */
  readonly ordinal?: number
}
