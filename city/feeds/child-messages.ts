// What the simulator's process and its parent say to each other.
import type { FeedCityPlan, FeedFault } from './feed-city.ts'

export type ToChild =
  | { readonly type: 'start'; readonly plan: FeedCityPlan }
  | { readonly type: 'faults'; readonly faults: readonly FeedFault[] }
  | { readonly type: 'stats'; readonly question: number }

export type FromChild =
  | { readonly type: 'ready'; readonly limits: readonly string[] }
  | { readonly type: 'failed'; readonly why: string }
  | {
      readonly type: 'stats'
      readonly question: number
      readonly stats: Readonly<Record<string, number>>
    }
