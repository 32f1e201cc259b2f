// A list to choose one of, as the filters have it.
import { either } from '../../../texts/language.ts'
import { useWords } from '../hooks.ts'

interface ChoiceProps {
  readonly label: string
  readonly any: string
  readonly value: string
  readonly names: ReadonlyMap<string, string>
  readonly choose: (value: string) => void
}

/** One of `names`; an address may name several, which are then an option of their own. */
export function Choice({ label, any, value, names, choose }: ChoiceProps) {
  const { language } = useWords()
  const several = value !== '' && !names.has(value)
  return (
    <select
      aria-label={label}
      value={value}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      <option value="">{any}</option>
      {several && (
        <option value={value}>
          {either(
            language,
            value.split(',').map((one) => names.get(one) ?? one),
          )}
        </option>
      )}
      {[...names].map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  )
}
