// Shares in sentences, in the decimal sign of the language.
import type { Language } from '../../texts/language.ts'

/** `99`, `99.95`, in Indonesian `99,95`: at most four digits after the sign. */
export function percentText(share: number, language: Language): string {
  const text = String(Number((share * 100).toFixed(4)))
  return language === 'id' ? text.replace('.', ',') : text
}
