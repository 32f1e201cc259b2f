// Looks at portals, and keeps of each what the next look is to be told: its playlist, its picture, what is suspected.

import type { FeedView } from '../../../console/feed-view.ts'
import {
  type FeedCondition,
  isFeedCondition,
  type PublishedCondition,
} from '../../../fleet/feed-condition.ts'
import { foundByStream } from '../../../probes/feeds/found.ts'
import type { Rung } from '../../../probes/feeds/rung.ts'
import type { FeedChange, PublishedVerdict } from '../../../probes/feeds/verdict.ts'
import type { Judge, Judgement, JudgeOptions } from '../../../probes/picture/judge.ts'
import { createJudge } from '../../../probes/picture/judge-city.ts'
import type { Decoded, PictureDecoder } from '../../../probes/picture/picture.ts'
import type { lookAtPortal } from '../../../probes/portal/portal.ts'
import {
  type PlaylistMark,
  PORTAL_LIMITS,
  type PortalFault,
  type PortalLook,
} from '../../../probes/portal/portal-look.ts'
import { flat } from '../feeds/book.ts'
import { type Folded, foldPortal, type PortalStanding } from './portal-fold.ts'

export interface PortalEyeParts {
  readonly portals: readonly { readonly id: string; readonly url: string }[]
  /** What is published of a portal from before the start. */
  readonly known: (id: string) => PublishedVerdict | undefined
  readonly picture: Pick<JudgeOptions, 'thresholds' | 'lat' | 'lon'>
  readonly decoder: PictureDecoder
  readonly look: typeof lookAtPortal
  readonly now: () => number
}

/** What came, of which nothing has been made yet. */
export interface PortalSight {
  readonly look: PortalLook
  readonly tookMs: number
  readonly decoded: Decoded | undefined
}

/** What a look came to. */
export interface PortalSeen {
  readonly id: string
  readonly at: number
  readonly tookMs: number
  /** Of this look alone. */
  readonly found: PublishedCondition | 'unknown'
  readonly published: PublishedVerdict | undefined
  readonly change: FeedChange | undefined
  readonly view: FeedView
  readonly sequence: number | undefined
  readonly bpp: number | undefined
}

interface Found {
  readonly found: PublishedCondition | 'unknown'
  /** As PortalFinding has it. */
  readonly decided: PublishedCondition | undefined
  readonly since?: number
  readonly detail?: string
  readonly judgement?: Judgement
}

/** Portals by their positions in `portals`. */
export class PortalEye {
  readonly #parts: PortalEyeParts
  readonly #judge: Judge
  readonly #standings: PortalStanding[]
  readonly #marks: (PlaylistMark | undefined)[]

  constructor(parts: PortalEyeParts) {
    const known = parts.portals.map(({ id }) => parts.known(id))
    this.#parts = parts
    this.#judge = createJudge({
      ...parts.picture,
      cameras: known.map((verdict) => ({ masks: [], known: ofPicture(verdict) })),
      decode: 'all',
      pictureSide: undefined,
    })
    this.#standings = known.map((published) => ({ published, suspect: undefined }))
    this.#marks = known.map(() => undefined)
  }

  publishedOf(place: number): PublishedVerdict | undefined {
    return this.#standings[place]?.published
  }

  /** Changes nothing of what is kept. Undefined where `signal` cut it off. Never rejects. */
  async see(place: number, signal: AbortSignal): Promise<PortalSight | undefined> {
    const { portals, look: lookAt } = this.#parts
    const begin = performance.now()
    const question = {
      url: portals[place]?.url ?? '',
      before: this.#marks[place],
      limits: PORTAL_LIMITS,
    }
    const look = await lookAt(question, signal)
    const tookMs = performance.now() - begin
    const decoded = await this.#decode(place, look)
    return signal.aborted || look.fault === 'aborted' ? undefined : { look, tookMs, decoded }
  }

  /** Takes in what was seen; of one portal in the order of time. */
  take(place: number, { look, tookMs, decoded }: PortalSight): PortalSeen {
    const { at } = look
    this.#marks[place] = look.mark ?? this.#marks[place]
    const found = look.fault === undefined ? this.#judged(place, look, decoded) : faulty(look.fault)
    const { decided, since, judgement, detail } = found
    const standing = this.#standings[place] as PortalStanding
    const finding = { found: decided, at, ...(since === undefined ? {} : { since }) }
    const folded = foldPortal(standing, finding)
    this.#standings[place] = folded
    const id = this.#parts.portals[place]?.id ?? ''
    const rungs = [
      ...look.rungs,
      ...(judgement?.rungs.filter(({ rung }) => rung !== 'confirm') ?? []),
      confirmRung(folded),
    ]
    return {
      id,
      at,
      tookMs,
      found: found.found,
      published: folded.published,
      change: folded.changed ? this.#changeOf(id, folded, look, found) : undefined,
      view: {
        at,
        found: found.found,
        ...(detail === undefined ? {} : { detail }),
        rungs,
        features: flat(judgement?.features ?? {}),
      },
      sequence: look.mark?.sequence,
      bpp: judgement?.features?.bpp,
    }
  }

  /** What is suspected, and where its playlist stood, is not of this portal: the way to it was cut. */
  forget(place: number): void {
    const { published } = this.#standings[place] as PortalStanding
    this.#standings[place] = { published, suspect: undefined }
    this.#marks[place] = undefined
    this.#judge.forget([place])
  }

  async #decode(place: number, { stream, at }: PortalLook): Promise<Decoded | undefined> {
    const { decoder } = this.#parts
    if (stream?.keyframe === undefined || decoder.health().lack !== undefined) return undefined
    const wish = this.#judge.wish(place, stream, at)
    return wish && (await decoder.decode(stream.keyframe, wish))
  }

  #judged(place: number, { at, stream }: PortalLook, decoded: Decoded | undefined): Found {
    if (stream === undefined) return { found: 'live', decided: 'live' }
    const { found, detail } = foundByStream(stream)
    const isUndecodable = stream.keyframe !== undefined && decoded === undefined
    const judgement = this.#judge.judge(place, {
      at,
      decidedAt: this.#parts.now(),
      stream,
      ...(found === undefined || found === 'unknown' ? {} : { found }),
      ...(detail === undefined ? {} : { detail }),
      ...(decoded ? { decoded } : {}),
      ...(isUndecodable && this.#parts.decoder.health().lack === undefined
        ? { undecodable: true }
        : {}),
    })
    const { verdict } = judgement
    const says = judgement.detail ?? detail
    return {
      found: published(judgement.found),
      ...decidedBy(judgement),
      ...(verdict ? { since: verdict.since } : {}),
      ...(says === undefined ? {} : { detail: says }),
      judgement,
    }
  }

  #changeOf(
    id: string,
    { published: verdict }: Folded,
    look: PortalLook,
    found: Found,
  ): FeedChange {
    const { condition, since } = verdict as PublishedVerdict
    const { detail, judgement } = found
    return {
      cameraId: id,
      condition,
      since,
      decidedAt: this.#parts.now(),
      evidence: {
        ...(detail === undefined ? {} : { detail }),
        ...(look.status === undefined ? {} : { status: look.status }),
        ...(look.mark === undefined ? {} : { segment: look.mark.sequence }),
        ...judgement?.evidence,
      },
    }
  }
}

function faulty(fault: PortalFault): Found {
  const condition = fault === 'stuck' ? 'portal_stuck' : 'portal_error'
  return { found: condition, decided: condition, detail: fault }
}

/** Undefined while the judge waits for another look; where no picture can be judged at all, what comes is live. */
function decidedBy({ found, verdict }: Judgement): Pick<Found, 'decided'> {
  if (found === 'unknown') return { decided: verdict?.condition ?? 'live' }
  return { decided: found === verdict?.condition ? verdict.condition : undefined }
}

function published(found: FeedCondition | 'unknown'): Found['found'] {
  return found === 'nvr_busy' ? 'unknown' : found
}

function ofPicture(
  verdict: PublishedVerdict | undefined,
): JudgeOptions['cameras'][number]['known'] {
  if (verdict === undefined) return undefined
  const { condition, since } = verdict
  return isFeedCondition(condition) ? { condition, since } : undefined
}

function confirmRung({ published: verdict, suspect, changed }: Folded): Rung {
  const now = verdict ? `${verdict.condition} is published` : 'nothing is published yet'
  const result = verdict?.condition === 'live' && !suspect ? 'ok' : 'failed'
  if (changed) return { rung: 'confirm', result, says: `from now on ${now}` }
  if (!suspect) return { rung: 'confirm', result, says: `as before: ${now}` }
  return { rung: 'confirm', result, says: `${now}; ${suspect.condition} takes another look` }
}
