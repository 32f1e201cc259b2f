// What has switched a target off on purpose: which suspension or window, whose, why, until when.
import type { ApiTargetView } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'
import { plannedLink } from '../route.ts'

interface Plan {
  readonly id: string | undefined
  readonly owner: string | undefined
  readonly why: string | undefined
  readonly reference: string | undefined
  /** Epoch milliseconds. */
  readonly until: number | undefined
}

/** From the evidence of the state; undefined where the target is not switched off on purpose. */
function planOf({ target, lastEvidence = {} }: ApiTargetView): Plan | undefined {
  if (target.state !== 'suspended' && target.state !== 'maintenance') return undefined
  const text = (key: string): string | undefined => lastEvidence[key]?.toString()
  const until = Number(lastEvidence['until'])
  return {
    id: text('plannedId'),
    owner: text('owner'),
    why: text('why'),
    reference: text('reference'),
    until: Number.isFinite(until) ? until : undefined,
  }
}

export function PlannedBy({ view }: { readonly view: ApiTargetView }) {
  const words = useWords()
  const now = useNow(5000)
  const plan = planOf(view)
  if (plan === undefined) return null
  const { id, owner, why, reference, until } = plan
  return (
    <a class={`part-of planned-by ${view.target.state}`} href={plannedLink}>
      <span>
        <small>
          {words.t('plannedBy')} {id}
        </small>
        {why}
        {reference !== undefined && ` (${reference})`}
        <small>
          {[
            ...(owner === undefined ? [] : [`${words.t('owner')} ${owner}`]),
            ...(until === undefined
              ? []
              : [words.t('untilTime', { time: words.time(until, now) })]),
          ].join(' · ')}
        </small>
      </span>
    </a>
  )
}
