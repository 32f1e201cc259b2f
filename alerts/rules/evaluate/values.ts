// The values of a scripted field: `12x90 0x60`, `1+2x10`, `_x5`, `'a'x3`.

export type ScriptedValue = number | string | null

/** Of one field. */
export const MOST_VALUES = 100_000

const NUMBER = '-?\\d{1,15}(?:\\.\\d{1,9})?'
const PART = new RegExp(
  `^(?:(?<text>'(?:[^']|'')*')|(?<none>_)|(?<value>${NUMBER})(?:(?<sign>[+-])(?<step>\\d{1,15}(?:\\.\\d{1,9})?))?)(?:x(?<times>\\d+))?(?=\\s|$)`,
)
const MOST_CHARACTERS = 10_000

/**
 * `12x90`: 12, ninety times; `1+2x10`: 1, 3, 5, ... ten values in all; `_x5`: no value, five times; `'a'x3`: the text a,
 * three times, a quote within it written twice. Parts stand apart by spaces. The problem in words where it is none.
 */
export function parseValues(
  text: string,
): { readonly values: readonly ScriptedValue[] } | { readonly problem: string } {
  if (text.length > MOST_CHARACTERS) return { problem: 'values too long to read' }
  const values: ScriptedValue[] = []
  let rest = text.trim()
  if (rest === '') return { problem: 'no values' }
  while (rest !== '') {
    const match = PART.exec(rest)
    if (match === null) return { problem: `"${rest.split(/\s/)[0]?.slice(0, 40)}" is no value` }
    const { text: quoted, none, value, sign, step, times = '1' } = match.groups ?? {}
    const count = Number(times)
    if (values.length + count > MOST_VALUES) {
      return { problem: `too many values: more than ${MOST_VALUES.toLocaleString('en')}` }
    }
    if (step !== undefined && match.groups?.['times'] === undefined) {
      return { problem: `"${match[0]}" does not say how often: ${match[0]}x10` }
    }
    const by = step === undefined ? 0 : Number(`${sign}${step}`)
    for (let i = 0; i < count; i++) {
      if (quoted !== undefined) values.push(quoted.slice(1, -1).replaceAll("''", "'"))
      else values.push(none === undefined ? Number(value) + i * by : null)
    }
    rest = rest.slice(match[0].length).trimStart()
  }
  return { values }
}
