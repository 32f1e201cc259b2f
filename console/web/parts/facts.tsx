// What is known of a target: address, owner, model, and what the last look saw.
import { evidenceName, evidenceText } from '../../../texts/evidence.ts'
import type { ApiTargetView } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'

export function Facts({ view }: { readonly view: ApiTargetView }) {
  const words = useWords()
  const now = useNow(5000)
  const { target } = view
  const facts: readonly (readonly [string, string | undefined])[] = [
    [words.t('id'), target.id],
    [words.t('address'), target.address],
    [words.t('sinceColumn'), words.time(target.since, now)],
    [words.t('owner'), target.owner],
    ['RTT', target.rttUs === undefined ? undefined : words.rtt(target.rttUs)],
    ...Object.entries(target.details).map(
      ([name, value]) => [evidenceName(words.language, name), String(value)] as const,
    ),
  ]
  return (
    <>
      <FactPanel title={words.t('facts')} facts={facts} />
      {view.lastEvidence !== undefined && <EvidencePanel evidence={view.lastEvidence} />}
    </>
  )
}

interface EvidenceProps {
  readonly evidence: Readonly<Record<string, string | number>>
}

/** What the last look saw; nothing where it saw nothing. */
export function EvidencePanel({ evidence }: EvidenceProps) {
  const words = useWords()
  const now = useNow(5000)
  const facts = Object.entries(evidence).map(([name, value]) => {
    const [title, told] = evidenceText(words.language, name, value)
    return [title, name === 'until' ? words.time(value, now) : told] as const
  })
  return facts.length === 0 ? null : <FactPanel title={words.t('lastEvidence')} facts={facts} />
}

interface PanelProps {
  readonly title: string
  readonly facts: readonly (readonly [string, string | undefined])[]
}

function FactPanel({ title, facts }: PanelProps) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      <dl class="facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  )
}
