import { expect, test } from 'vitest'
import { Exposition, Histogram } from './prometheus.ts'

test('writes families with help, type, escaped labels and cumulative buckets', () => {
  const page = new Exposition()
  page.counter('ronda_echoes_sent_total', 'Echoes sent.', 7)
  page.gauges('ronda_targets', 'Targets by state.', [[{ state: 'up"\n\\' }, 3]])
  const seconds = new Histogram([5, 10])
  for (const s of [4, 7, 12]) seconds.observe(s)
  page.histogram('ronda_detection_seconds', 'From first lost echo to down.', seconds)
  expect(page.text()).toBe(
    [
      '# HELP ronda_echoes_sent_total Echoes sent.',
      '# TYPE ronda_echoes_sent_total counter',
      'ronda_echoes_sent_total 7',
      '# HELP ronda_targets Targets by state.',
      '# TYPE ronda_targets gauge',
      'ronda_targets{state="up\\"\\n\\\\"} 3',
      '# HELP ronda_detection_seconds From first lost echo to down.',
      '# TYPE ronda_detection_seconds histogram',
      'ronda_detection_seconds_bucket{le="5"} 1',
      'ronda_detection_seconds_bucket{le="10"} 2',
      'ronda_detection_seconds_bucket{le="+Inf"} 3',
      'ronda_detection_seconds_sum 23',
      'ronda_detection_seconds_count 3',
      '',
    ].join('\n'),
  )
})
