import { expect, test } from 'vitest'
import { seriesStatus } from '../../test/console/fake-series.ts'
import { Exposition } from './prometheus.ts'
import { aboutTheSeries } from './series-metrics.ts'

const NOW = Date.UTC(2026, 10, 22, 4)

function textOf(status: Parameters<typeof aboutTheSeries>[1]): string {
  const page = new Exposition()
  aboutTheSeries(page, status)
  return page.text()
}

test('tells of each database: state, backlog, what was written and lost; and of the spool', () => {
  const status = seriesStatus(NOW)
  const text = textOf({ ...status, spool: { ...status.spool, failingSince: NOW } })
  for (const line of [
    'ronda_series_state{target="main",state="writing"} 1',
    'ronda_series_state{target="main",state="held"} 0',
    'ronda_series_state{target="second",state="waiting"} 1',
    'ronda_series_lag_seconds{target="second"} 3600',
    'ronda_series_owed_frames{target="second"} 2200',
    'ronda_series_owed_points{target="second"} 9874800',
    'ronda_series_owed_bytes{target="second"} 145000000',
    'ronda_series_written_points_total{target="main"} 49374000',
    'ronda_series_dropped_points_total{target="main",worth="raw"} 0',
    'ronda_series_expired_points_total{target="main"} 0',
    'ronda_series_refused_points_total{target="main"} 205',
    'ronda_series_dead_letters{target="main"} 205',
    'ronda_series_live_latency_seconds{target="main",quantile="0.99"} 0.18',
    'ronda_series_spool_bytes 150000000',
    'ronda_series_spool_file_bytes 160000000',
    'ronda_series_spool_writable 0',
  ]) {
    expect(text.split('\n')).toContain(line)
  }
})

test('every family has its head once, and counters are named as such', () => {
  const heads = [...textOf(seriesStatus(NOW)).matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  expect(new Set(heads.map(([, name]) => name)).size).toBe(heads.length)
  for (const [, name = '', type] of heads) expect(name.endsWith('_total')).toBe(type === 'counter')
})

test('nothing where no database is configured, and no latency before the first point', () => {
  expect(textOf(undefined)).toBe('\n')
  const status = seriesStatus(NOW)
  const fresh = status.targets.map(({ liveP50Ms: _, liveP99Ms: __, ...target }) => target)
  expect(textOf({ ...status, targets: fresh })).not.toContain('quantile')
})
