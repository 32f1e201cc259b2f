// What is wrong in a file of rule cases, before its place has a line.
import { didYouMean } from '../../../fleet/suggest.ts'

export interface Fault {
  /** Keys and places in lists that lead there. */
  readonly path: readonly PropertyKey[]
  readonly what: string
  readonly remedy: string
}

/** How many names a message lists at most. */
const MOST_LISTED = 20

/** "did you mean", or what there is. */
export function nearOr(word: string, known: readonly string[]): string {
  const near = didYouMean(word, known)
  return near ? `did you mean "${near}"?` : `there is ${known.slice(0, MOST_LISTED).join(', ')}`
}
