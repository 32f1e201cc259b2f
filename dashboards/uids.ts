// Dashboards by uid: for ever, people have them in bookmarks and links.
export const DASHBOARDS = [
  'ronda-city',
  'ronda-kecamatan',
  'ronda-uplinks',
  'ronda-nvr',
  'ronda-feeds',
  'ronda-target',
  'ronda-incidents',
  'ronda-sla',
  'ronda-worker',
  'ronda-relay',
] as const
export type DashboardUid = (typeof DASHBOARDS)[number]

/** All of ours have it, so that each links to all others. */
export const DASHBOARD_TAG = 'ronda'
