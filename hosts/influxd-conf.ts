// influxdb.conf: what is not named here is influxd's own default.

/** Newest points wait there to be written in order; the program's largest batches fit into a fraction. */
const CACHE_SHARE = 0.25
const SNAPSHOT_SHARE = 0.02

/** `memoryMb` is what the whole of influxd may take. */
export function influxdConf({ memoryMb }: { readonly memoryMb: number }): string {
  const cacheMb = Math.round(memoryMb * CACHE_SHARE)
  const snapshotMb = Math.max(25, Math.round(memoryMb * SNAPSHOT_SHARE))
  return `# Made by Ronda.
reporting-disabled = true
# Backups ask here, on this machine only.
bind-address = "127.0.0.1:8088"

[meta]
  dir = "/var/lib/influxdb/meta"

[data]
  dir = "/var/lib/influxdb/data"
  wal-dir = "/var/lib/influxdb/wal"
  # Tens of thousands of targets: the index stays on disk.
  index-version = "tsi1"
  # The reference city has 27,431 targets; a mistake in tags must not fill the memory.
  max-series-per-database = 5000000
  max-values-per-tag = 200000
  cache-max-memory-size = "${cacheMb}m"
  cache-snapshot-memory-size = "${snapshotMb}m"
  query-log-enabled = false

[coordinator]
  write-timeout = "10s"
  query-timeout = "60s"
  log-queries-after = "10s"
  max-concurrent-queries = 64
  max-select-point = 50000000

[retention]
  enabled = true
  check-interval = "30m"

[shard-precreation]
  enabled = true

[monitor]
  # Its own numbers would be a database without a bound.
  store-enabled = false

[continuous_queries]
  # The worker writes every tier itself.
  enabled = false

[http]
  # The address is in the environment of the unit.
  auth-enabled = true
  log-enabled = false
  max-row-limit = 1000000
  max-connection-limit = 500
  max-body-size = 25000000
`
}
