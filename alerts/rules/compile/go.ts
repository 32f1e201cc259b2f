// Text inside Go's regular expressions and Go's templates: what people named goes through exactly as it is.
import type { Language } from '../../../texts/language.ts'
import type { Matcher } from '../alerting.ts'

/** A Go regular expression that matches exactly `text`. */
export function quoted(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')
}

/** True where the label has any of `values`; of one, or none that is wanted, never an empty expression. */
export function oneOf(label: string, values: readonly string[]): Matcher {
  const [only = '', ...more] = values
  return more.length === 0 ? [label, '=', only] : [label, '=~', values.map(quoted).join('|')]
}

/** True where the label has none of `values`, or is not there. */
export function noneOf(label: string, values: readonly string[]): Matcher {
  const [only = '', ...more] = values
  return more.length === 0 ? [label, '!=', only] : [label, '!~', values.map(quoted).join('|')]
}

/** A Go template that gives exactly `text`. */
export function goText(text: string): string {
  return text.replaceAll('{{', '{{ "{{" }}')
}

/** Use one as `{{ template "ronda.id.title" . }}`. */
export function templateName(language: Language, part: string): string {
  return `ronda.${language}.${part}`
}
