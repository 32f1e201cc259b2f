// From what single looks at a portal find to what is published of it: a pure fold, look by look. It reads no clock.
import type { PublishedCondition } from '../../../fleet/feed-condition.ts'
import type { PublishedVerdict } from '../../../probes/feeds/verdict.ts'

/** What is published of a portal, and what is suspected and not published yet. */
export interface PortalStanding {
  readonly published: PublishedVerdict | undefined
  readonly suspect: (PublishedVerdict & { readonly looks: number }) | undefined
}

export interface PortalFinding {
  /** Of a picture only what its judge has confirmed; undefined: it comes, and its picture is not decided on yet. */
  readonly found: PublishedCondition | undefined
  /** Epoch milliseconds of the look, and of the first that showed it where the judge knows it. */
  readonly at: number
  readonly since?: number
}

export interface Folded extends PortalStanding {
  /** This look changed what is published. */
  readonly changed: boolean
}

const LOOKS = 2

/**
 * A portal that stops coming or comes again takes 2 looks in a row, the first look ever 1 where it is good. What a
 * picture shows is published with its first look: the judge has confirmed it. `since` is the first look of the row.
 */
export function foldPortal(standing: PortalStanding, finding: PortalFinding): Folded {
  const { published } = standing
  const { found, at, since = at } = finding
  if (found === undefined || found === published?.condition) {
    return { published, suspect: undefined, changed: false }
  }
  const isSame = standing.suspect?.condition === found
  const suspect =
    isSame && standing.suspect
      ? { ...standing.suspect, looks: standing.suspect.looks + 1 }
      : { condition: found, since: Math.max(since, published?.since ?? since), looks: 1 }
  if (suspect.looks < looksFor(found, published)) return { published, suspect, changed: false }
  const verdict = { condition: found, since: suspect.since }
  return { published: verdict, suspect: undefined, changed: true }
}

function looksFor(found: PublishedCondition, published: PublishedVerdict | undefined): number {
  const isComing = found === 'live' && published === undefined
  const concerns = isOfTheWay(found) || isOfTheWay(published?.condition)
  return concerns && !isComing ? LOOKS : 1
}

/** Of the way to it, not of its picture. */
function isOfTheWay(condition: PublishedCondition | undefined): boolean {
  return condition === 'portal_error' || condition === 'portal_stuck'
}
