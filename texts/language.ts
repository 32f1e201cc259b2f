// The two languages of the house, and how a template gets its values.

export const LANGUAGES = ['id', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** Each language in its own words, for the switch. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  id: 'Bahasa Indonesia',
  en: 'English',
}

/** Locales for Intl: day first, 24 hours, in both. */
export const LOCALES: Readonly<Record<Language, string>> = { id: 'id-ID', en: 'en-GB' }

export type Values = Readonly<Record<string, string | number>>

const PLACEHOLDER = /\{([a-zA-Z]+)\}/g

/** Replaces each `{name}` by its value; a name without a value stays as it is, so that a gap is seen. */
export function fill(template: string, values: Values): string {
  return template.replace(PLACEHOLDER, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : String(value)
  })
}

/** `down or unreachable`: any one of `names`. */
export function either(language: Language, names: readonly string[]): string {
  return new Intl.ListFormat(LOCALES[language], { type: 'disjunction' }).format(names)
}

/** The names of the placeholders in a template, sorted, each once. */
export function placeholders(template: string): readonly string[] {
  return [...new Set(Array.from(template.matchAll(PLACEHOLDER), (match) => match[1] ?? ''))].sort()
}

/** First of `preferred` (BCP 47 tags, best first) that the house speaks; Indonesian where none is. */
export function languageOf(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const short = tag.slice(0, 2).toLowerCase()
    // `in` is the code that old browsers give for Indonesian.
    if (short === 'id' || short === 'in') return 'id'
    if (short === 'en') return 'en'
  }
  return 'id'
}

/** What stands beside the thing it names (a panel, an alert rule) in both languages. */
export type Words = Readonly<Record<Language, string>>
