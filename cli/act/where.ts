// A query for targets, as people type it: `kind=nvr,area=genuk`.
import { didYouMean } from '../../fleet/suggest.ts'

const FIELDS = ['kind', 'owner', 'isp', 'model', 'vendor', 'class', 'area'] as const
type Field = (typeof FIELDS)[number]

export type Where = Partial<Record<Field, readonly string[]>>

/** Every field must match; one that is given twice matches either value. Gives what is wrong with each part. */
export function parseWhere(text: string): {
  readonly where: Where
  readonly problems: readonly string[]
} {
  const where: Partial<Record<Field, string[]>> = {}
  const problems: string[] = []
  for (const part of text.split(',')) {
    const [name = '', ...rest] = part.split('=')
    const value = rest.join('=').trim()
    const field = FIELDS.find((one) => one === name.trim())
    if (field === undefined) {
      const close = didYouMean(name.trim(), FIELDS)
      const hint = close ? `did you mean ${close}?` : `one of ${FIELDS.join(', ')} is wanted`
      problems.push(`--where ${part}: no field is "${name.trim()}"; ${hint}`)
    } else if (value === '') {
      problems.push(`--where ${part}: has no value; write it as in kind=nvr,area=genuk`)
    } else where[field] = [...(where[field] ?? []), value]
  }
  return { where, problems }
}
