// The way from the city down to where one is, each step a link.
import { useCity, useWords } from '../hooks.ts'
import { areaLink, boardLink } from '../route.ts'

interface Step {
  readonly id: string
  readonly name: string
  readonly level: string
}

export function Path({ steps }: { readonly steps: readonly Step[] }) {
  const city = useCity()
  const words = useWords()
  return (
    <nav class="path" aria-label={words.t('path')}>
      <a href={boardLink}>{city.summary?.city ?? words.t('toBoard')}</a>
      {steps.map((step) => (
        <a key={step.id} href={areaLink(step.id)} title={words.level(step.level)}>
          {step.name}
        </a>
      ))}
    </nav>
  )
}
