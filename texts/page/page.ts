// All texts of the console's page, by language and key.
import type { Language } from '../language.ts'
import { PAGE_EN } from './en.ts'
import { FEED_PAGE_TEXTS, type FeedPageKey } from './feeds.ts'
import { PAGE_ID } from './id.ts'

export type PageKey = keyof typeof PAGE_EN | FeedPageKey

export const PAGE_TEXTS: Readonly<Record<Language, Readonly<Record<PageKey, string>>>> = {
  en: { ...PAGE_EN, ...FEED_PAGE_TEXTS.en },
  id: { ...PAGE_ID, ...FEED_PAGE_TEXTS.id },
}
