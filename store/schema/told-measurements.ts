// The series that alert rules look at, and what is planned: few of them, whatever happens to the city.
import { integer, type Measurements, text } from './measurement.ts'

/** How many series there are at most at one time: an alert rule makes an instance of each. */
export const MOST_OUTAGES = 40
/** How many of them may be warnings: the other places are kept for what becomes critical. */
export const MOST_WARNINGS = 25
/** Of each kind of fault. With forty causes and all else that fires when a whole city fails there are fewer than 100 alerts. */
export const MOST_FAULTS = 5
/** What stands for all that are beyond them, in tag `cause` or `id`. */
export const MORE = '+more'
/** How long a series goes on with 0 when it is over: rules see that it ended, not that it is missing. */
export const ENDS_MS = 600_000

export const TOLD = {
  outage: {
    says: 'a cause that people are told of, a series each, for alert rules: at most 40 and 25 of them warnings, the largest first, the rest by kind and severity as cause +more; 0 for ten minutes after it ended',
    tags: {
      cause: 'as in incident',
      kind: 'what must be mended: node, uplink, nvr, camera, portal, shared, planned or probe',
      reason: 'reason word of the incident',
      condition: 'of cameras: what they show',
      kec: 'id of the kecamatan of the cause',
      area: 'ids of the areas it lies in, from the kecamatan down, each between slashes: /genuk/genuk.banjardowo/',
      owner: 'who is to mend it; of +more where all have the same',
      isp: 'of the cause, or of the line it hangs on; of +more where all have the same',
      severity: 'critical or warning: the worst that it was',
    },
    fields: {
      affected: integer('count', 'targets affected now, at least 1; 0 when it is over'),
      cameras: integer('count', 'cameras among them'),
      causes: integer('count', 'causes that the series stands for; 0 when it is over'),
      age_s: integer('s', 'since it opened; of several the oldest'),
      acked: integer(
        'flag',
        '1 where somebody looks after it; of several where all are looked after',
      ),
    },
    tiers: { raw: ['affected', 'cameras', 'causes', 'age_s', 'acked'] },
  },
  fault: {
    says: 'what is wrong with a recorder that still answers, a series each, for alert rules: the 5 of a kind that are known longest, the rest as id +more; 0 for ten minutes after it ended',
    tags: {
      what: 'disk_failed (nothing can be recorded), disk_degraded (one of several ill) or clock_skewed',
      id: 'id of the recorder',
      kec: 'id of the kecamatan',
      owner: 'who is to mend it',
    },
    fields: {
      recorders: integer('count', 'recorders that the series stands for; 0 when it is over'),
      age_s: integer('s', 'since it is known; of several the longest'),
      skew_s: {
        ...integer('s', 'how far the clock is off, the worst of several; never negative'),
        sparse: true,
      },
    },
    tiers: { raw: ['recorders', 'age_s', 'skew_s'] },
    everyMs: 60_000,
  },
  planned: {
    says: 'a suspension or maintenance window began or ended',
    tags: { kind: 'suspension or maintenance' },
    fields: {
      id: text('its id'),
      what: text('begun, ended, or lifted: ended before its time'),
      owner: text('id of who decided it'),
      why: text('in their words'),
      targets: integer('count', 'targets that it covers'),
    },
    tiers: { ev: ['id', 'what', 'owner', 'why', 'targets'] },
    numbered: true,
  },
  planned_open: {
    says: 'the list of what is switched off on purpose now',
    tags: { kind: 'suspension or maintenance' },
    fields: {
      id: text('its id'),
      owner: text('id of who decided it'),
      why: text('in their words'),
      targets: integer('count', 'targets that it covers'),
      from_ms: integer('epoch_ms', 'since when'),
      until_ms: integer('epoch_ms', 'until when'),
    },
    tiers: { raw: ['id', 'owner', 'why', 'targets', 'from_ms', 'until_ms'] },
    everyMs: 60_000,
    numbered: true,
  },
} as const satisfies Measurements
