// Policy documents of AWS inside the inputs of a resource, and what their conditions are worth.
import { type Seen, sections, texts, type Values } from './rule.ts'

export interface Statement extends Values {
  /** Who may take a role on, as against what may be done. */
  readonly isTrust: boolean
}

/** Every statement that a resource has, whether its documents are JSON or not; tells of one that cannot be read. */
export function statementsOf(
  { inputs }: Seen,
  report: (what: string) => void,
): readonly Statement[] {
  const inline = sections(inputs['inlinePolicies']).map(({ policy }) => policy)
  const read = (document: unknown, isTrust: boolean) =>
    statementsIn(document, report).map((one) => ({ ...one, isTrust }))
  return [
    ...read(inputs['assumeRolePolicy'], true),
    ...[inputs['policy'], ...inline].flatMap((document) => read(document, false)),
  ]
}

/** Its own name, for people. */
export function nameOf(statement: Values): string {
  return String(statement['Sid'] ?? 'a statement')
}

/** Operators that hold only where the key is there and equal; `...IfExists`, `ForAllValues:` and `Not...` hold of nothing. */
const BINDING = /^(?:ForAnyValue:)?(?:StringEquals|StringLike|ArnEquals|ArnLike)$/

/** Values that a key of the condition must have, by key; a value of `*` alone binds nobody and is left out. */
export function bindingsOf(statement: Values): readonly (readonly [string, readonly string[]])[] {
  return Object.entries(sections(statement['Condition'])[0] ?? {}).flatMap(([operator, keys]) =>
    BINDING.test(operator)
      ? Object.entries(sections(keys)[0] ?? {}).flatMap(([key, value]) => {
          const values = texts(value)
          const isBound = values.length > 0 && values.every((one) => /[^*?]/.test(one))
          return isBound ? [[key, values] as const] : []
        })
      : [],
  )
}

function statementsIn(document: unknown, report: (what: string) => void): readonly Values[] {
  if (typeof document !== 'string') return sections(sections(document)[0]?.['Statement'])
  try {
    return sections(sections(JSON.parse(document))[0]?.['Statement'])
  } catch {
    // An IAM policy that cannot be read cannot be judged; of other resources `policy` is just a word.
    if (document.includes('Statement')) report('its policy is no JSON')
    return []
  }
}
