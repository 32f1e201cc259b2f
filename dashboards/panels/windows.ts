// How far back "now" looks: a little more than the series' own interval, so that a point that comes late is still found.

/** Of series that come every 10 seconds: `fleet`, `feeds`, `outage`. */
export const NOW_MS = 60_000
/** Between two of their points. */
export const SLOT_MS = 10_000
/** Of `cause`, which has no point where there is none: what is over goes soon. */
export const CAUSE_MS = 30_000
/** Of lists that come every minute: `down`, `incident_open`, `planned_open`. */
export const LIST_MS = 70_000
/** Of the tier of minutes. */
export const MINUTES_MS = 180_000
/** Of looks at feeds and recorders, which come every 5 minutes: `feed`, `nvr_facts`. */
export const LOOKS_MS = 660_000
/** Of states: there is a point at each midnight of the city. */
export const STATE_MS = 25 * 3_600_000

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
