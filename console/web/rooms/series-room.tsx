// How writing the time series goes: each database, the spool before them, and how to try again.
import type { ApiSeries } from '../../api/series-response.ts'
import { useAsked } from '../ask.ts'
import { useEvery, useWords } from '../hooks.ts'
import { Path } from '../parts/path.tsx'
import { SeriesTarget } from '../parts/series-target.tsx'
import { SpoolPanel } from '../parts/spool-panel.tsx'
import { Missing } from './missing.tsx'

/** Written every ten seconds; nobody says when. */
const EVERY_MS = 5_000

export function SeriesRoom() {
  const words = useWords()
  const { data, error, again } = useAsked<ApiSeries>('api/series')
  useEvery(EVERY_MS, again)
  return (
    <>
      <Path steps={[]} />
      <div class="title">
        <h1>{words.t('series')}</h1>
      </div>
      {data === undefined && <Missing error={error} id="" />}
      {data?.configured === false && (
        <section class="panel no-series">
          <p>{words.t('noSeries')}</p>
          <p class="quiet">{words.t('noSeriesHow')}</p>
        </section>
      )}
      {data?.configured === true && (
        <>
          {data.targets.map((target) => (
            <SeriesTarget key={target.name} target={target} then={again} />
          ))}
          <SpoolPanel status={data} />
        </>
      )}
    </>
  )
}
