// What the looks at a feed come to: the contract between the picture round and what decides on states.
import type { FeedCondition, PublishedCondition } from '../../fleet/feed-condition.ts'

/** A published condition of a camera, which holds until another is confirmed. */
export interface FeedVerdict {
  readonly condition: Exclude<FeedCondition, 'nvr_busy'>
  /** Epoch milliseconds of the first look that showed it. */
  readonly since: number
}

/** The same of a camera or a portal. */
export interface PublishedVerdict {
  readonly condition: PublishedCondition
  readonly since: number
}

/** A change of what is published of one camera, or of a portal. */
export interface FeedChange extends PublishedVerdict {
  /** Id of the camera or portal. */
  readonly cameraId: string
  /** Epoch milliseconds of the decision. */
  readonly decidedAt: number
  /** As Transition.evidence: small, flat, no secrets. */
  readonly evidence: Readonly<Record<string, string | number>>
}
