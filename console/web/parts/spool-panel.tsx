// The spool before all databases: how full it is, whether it can be written, and up to when each tier was written ahead.
import type { ApiSeriesStatus } from '../../api/series-response.ts'
import { useNow, useWords } from '../hooks.ts'

const TIERS = ['raw', 'm1', 'h1', 'd1', 'ev'] as const

export function SpoolPanel({ status }: { readonly status: ApiSeriesStatus }) {
  const words = useWords()
  const now = useNow(5000)
  const { spool, rolledTo } = status
  const { bytes, maxBytes, points, failingSince, lastError, inMemory, lostInMemory } = spool
  const percent = maxBytes > 0 ? Math.min(100, (bytes / maxBytes) * 100) : 100
  const text = words.t('spoolOf', {
    used: words.megabytes(bytes),
    cap: words.megabytes(maxBytes),
    points: words.count(points),
  })
  return (
    <section class="panel spool">
      <h2>{words.t('spool')}</h2>
      {failingSince !== undefined && (
        <div class="series-problem held" role="alert">
          <p>
            <b>{words.t('spoolFails', { time: words.time(failingSince, now) })}</b>{' '}
            {lastError !== undefined && `(${lastError})`}
          </p>
          <p>
            {words.t('spoolMemory', {
              frames: words.count(inMemory),
              points: words.count(lostInMemory),
            })}
          </p>
        </div>
      )}
      <div
        class={`spool-bar ${percent < 75 ? '' : percent < 95 ? 'degraded' : 'down'}`}
        aria-hidden="true"
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      <p>{text}</p>
      <dl class="facts">
        {TIERS.map((tier) => {
          const to = rolledTo[tier]
          return (
            to !== undefined && (
              <div key={tier}>
                <dt>
                  {words.t('rolledTo')}: {words.t(`tier-${tier}`)}
                </dt>
                <dd>{words.time(to, now)}</dd>
              </div>
            )
          )
        })}
      </dl>
    </section>
  )
}
