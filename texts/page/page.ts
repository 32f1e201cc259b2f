// All texts of the console's page, by language and key.
import type { Language } from '../language.ts'
import { PAGE_EN } from './en.ts'
import { PAGE_ID } from './id.ts'

export type PageKey = keyof typeof PAGE_EN

export const PAGE_TEXTS: Readonly<Record<Language, Readonly<Record<PageKey, string>>>> = {
  en: PAGE_EN,
  id: PAGE_ID,
}
