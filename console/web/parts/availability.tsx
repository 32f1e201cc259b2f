// The availability of the last 24 hours: the share, and what it was counted from.
import type { ApiAvailability } from '../../api/response.ts'
import { useWords } from '../hooks.ts'

interface Props {
  readonly of: ApiAvailability
  /** The times are the sum over many targets. */
  readonly summed?: boolean
}

export function AvailabilityFigure({ of, summed = false }: Props) {
  const words = useWords()
  return (
    <div class="figure availability">
      <span>{words.t('availability24h')}</span>
      <b>{of.ratio === undefined ? '–' : words.share(of.ratio)}</b>
      <small>
        {words.t('unavailableFor', { duration: words.duration(of.unavailableMs) })}
        {summed && `, ${words.t('overAll')}`}
        {!summed &&
          of.outsideMs > 0 &&
          ` · ${words.t('outsideFor', { duration: words.duration(of.outsideMs) })}`}
      </small>
    </div>
  )
}
