// The judge of a whole city's pictures: each look beside what its camera showed before, confirmed over minutes.
import { crc32 } from 'node:zlib'
import type { FeedCondition } from '../../fleet/feed-condition.ts'
import type { StreamLook } from '../rtsp/stream-look.ts'
import { CameraMemory, DAY, NIGHT } from './camera-memory.ts'
import { confirm, type Finding, type Standing } from './confirm.ts'
import { isCalm, isLow, streamFeatures } from './features.ts'
import type { Judge, Judgement, JudgeOptions, Seen } from './judge.ts'
import {
  bitstreamRung,
  confirmRung,
  evidenceOf,
  pictureRung,
  skippedPicture,
} from './judge-rungs.ts'
import { readMemory, writeMemory } from './memory-bytes.ts'
import type { DecodeWish, Features } from './picture.ts'
import { type Ruling, rule } from './rules.ts'
import { type Sight, see } from './sight.ts'
import { type Light, lightAt } from './sun.ts'
import { createView, type View } from './view.ts'

/** Each camera is decoded once in this time, whatever its sizes say: each at its own moment. */
const AUDIT_MS = 3_600_000
/** First good pictures: of one camera in so many at a time, and who is in turn changes so often. */
const FIRST_SHARE = 4
const FIRST_EVERY_MS = 300_000
/** After it a good picture is kept so often. */
const GOOD_EVERY_MS = 6 * 3_600_000
/** References learn no faster than this, however often a camera is looked at. */
const LEARN_EVERY_MS = 240_000
/** A keyframe that holds so many times more or less than this camera's usual is decoded: a covered lens has noise too. */
const UNUSUAL = 1.6
/** Below this the picture is too unlike the reference to learn from. */
const LEARN_LIKENESS = 0.5

/** Conditions that only a picture can find, and only a picture can deny. */
const SEEN_ONLY: ReadonlySet<string> = new Set<FeedCondition>([
  'frozen',
  'dark',
  'washed_out',
  'tamper_suspect',
])
const GENERATED: ReadonlySet<string> = new Set<FeedCondition>(['black', 'no_signal'])

interface Look {
  readonly finding: Finding
  readonly features?: Features
  readonly sight?: Sight
  readonly rungs: Judgement['rungs']
}

export function createJudge(options: JudgeOptions): Judge {
  return new CityJudge(options)
}

class CityJudge implements Judge {
  readonly #options: JudgeOptions
  readonly #memory: CameraMemory
  readonly #views: readonly View[]
  readonly #standings: Standing[]

  constructor(options: JudgeOptions) {
    this.#options = options
    this.#memory = new CameraMemory(options.cameras.length)
    const views = new Map<string, View>()
    this.#views = options.cameras.map(({ masks }) => {
      const key = JSON.stringify(masks)
      const view = views.get(key) ?? createView(masks)
      views.set(key, view)
      return view
    })
    this.#standings = options.cameras.map(({ known }) => ({ verdict: known, suspect: undefined }))
  }

  wish(camera: number, stream: StreamLook, at: number): DecodeWish | undefined {
    const features = streamFeatures(stream)
    if (!features || !this.#wanted(camera, stream, features, at)) return undefined
    const { pictureSide } = this.#options
    return pictureSide !== undefined && this.#jpegWanted(camera, at)
      ? { jpegSide: pictureSide }
      : {}
  }

  judge(camera: number, seen: Seen): Judgement {
    const { at } = seen
    const before = this.#standingOf(camera)
    const look = this.#lookAt(camera, seen, before)
    const after = confirm(before, look.finding, this.#options.thresholds.confirm)
    this.#standings[camera] = { verdict: after.verdict, suspect: after.suspect }
    this.#learn(camera, at, look)
    const { found, detail } = look.finding
    return {
      found,
      ...(detail === undefined ? {} : { detail }),
      ...(look.features ? { features: look.features } : {}),
      rungs: [...look.rungs, confirmRung(look.finding, after)],
      verdict: after.verdict,
      changed: after.changed,
      suspicious: after.suspicious,
      keep: seen.decoded?.jpeg ? this.#keep(camera, at, found) : undefined,
      evidence: evidenceOf(look.finding, after, look.features),
    }
  }

  forget(cameras: readonly number[]): void {
    for (const camera of cameras) {
      this.#standings[camera] = { ...this.#standingOf(camera), suspect: undefined }
    }
  }

  memory(ids: readonly string[]): Uint8Array {
    return writeMemory(this.#memory, ids)
  }

  recall(bytes: Uint8Array, ids: readonly string[]): void {
    readMemory(this.#memory, bytes, ids)
  }

  #standingOf(camera: number): Standing {
    return this.#standings[camera] ?? { verdict: undefined, suspect: undefined }
  }

  /** Whether the sizes of its frames do not vouch for it. */
  #wanted(camera: number, stream: StreamLook, features: Features, at: number): boolean {
    const { decode, thresholds } = this.#options
    const { verdict, suspect } = this.#standingOf(camera)
    if (decode === 'all' || features.codec === 'h265') return true
    if (verdict?.condition !== 'live' || suspect) return true
    if (isLow(features, thresholds) || isCalm(stream)) return true
    if ((features.skip ?? 0) >= thresholds.stillSkip) return true
    const usual = this.#memory.usualComplexity[camera] ?? 0
    const { complexity = usual } = features
    if (usual > 0 && (complexity > usual * UNUSUAL || complexity < usual / UNUSUAL)) return true
    if (this.#isTurnForFirst(camera, at)) return true
    const phase = (camera * 2_654_435_761) % AUDIT_MS
    const hour = (moment: number): number => Math.floor((moment + phase) / AUDIT_MS)
    return hour(at) !== hour(this.#memory.decodedAt[camera] ?? 0)
  }

  /** A live camera of which no picture was kept yet: a share of them at a time, and not in the first round, which is dear. */
  #isTurnForFirst(camera: number, at: number): boolean {
    const keeps = this.#options.pictureSide !== undefined
    if (!keeps || (this.#memory.goodAt[camera] ?? 0) > 0) return false
    return (Math.floor(at / FIRST_EVERY_MS) + camera) % FIRST_SHARE === 0
  }

  /** While something is suspected, and a good one every few hours. */
  #jpegWanted(camera: number, at: number): boolean {
    const { verdict, suspect } = this.#standingOf(camera)
    if (suspect) return true
    if (!verdict) return false
    if (verdict.condition !== 'live') return (this.#memory.badAt[camera] ?? 0) < verdict.since
    return at - (this.#memory.goodAt[camera] ?? 0) >= GOOD_EVERY_MS
  }

  #lookAt(camera: number, seen: Seen, standing: Standing): Look {
    const { at, stream, found, detail } = seen
    if (found !== undefined) {
      return { finding: { found, at, ...(detail === undefined ? {} : { detail }) }, rungs: [] }
    }
    const features = stream && streamFeatures(stream)
    if (!features) return { finding: { found: 'unknown', at }, rungs: [] }
    return seen.decoded
      ? this.#withPicture(camera, { ...seen, stream }, features, seen.decoded)
      : this.#withoutPicture(camera, { ...seen, stream }, features, standing)
  }

  #withPicture(
    camera: number,
    { at, stream }: { readonly at: number; readonly stream: StreamLook },
    features: Features,
    { thumb }: NonNullable<Seen['decoded']>,
  ): Look {
    const { thresholds } = this.#options
    const view = this.#views[camera] ?? createView([])
    const light = this.#lightAt(at)
    const hash = crc32(stream.keyframe?.data ?? '')
    const sight = see(this.#memory, camera, view, { at, light, thumb, features, hash }, thresholds)
    const usual = this.#memory.usual(camera)
    const ruling = rule(sight.features, thresholds, { ...sight, usual })
    const { found } = ruling
    const unproven = sight.stillUnproven && found === 'live'
    const says = unproven ? 'it stands still, which by night is no proof' : ruling.says
    return {
      finding: {
        found,
        at,
        ...(found === 'live' && !unproven ? {} : { detail: says }),
        ...(found === 'frozen' ? { stillSince: sight.stillSince } : {}),
      },
      features: sight.features,
      sight,
      rungs: [
        bitstreamRung(features, isLow(features, thresholds), false),
        pictureRung(sight.features, says, found === 'live'),
      ],
    }
  }

  #withoutPicture(
    camera: number,
    { at, stream, undecodable }: Seen & { readonly stream: StreamLook },
    features: Features,
    standing: Standing,
  ): Look {
    const { thresholds } = this.#options
    const ruling = rule(features, thresholds, {
      comparable: false,
      still: false,
      usual: this.#memory.usual(camera),
    })
    const wanted = undecodable === true || this.#wanted(camera, stream, features, at)
    const found = wanted ? foundWithoutPicture(ruling, features, standing) : ruling.found
    const why = undecodable
      ? 'the keyframe could not be decoded'
      : wanted
        ? 'wanted, but nothing decodes here'
        : 'not needed: the sizes vouch for it'
    return {
      finding: { found, at, ...(found === 'live' ? {} : { detail: ruling.says }) },
      features,
      rungs: [bitstreamRung(features, isLow(features, thresholds), wanted), skippedPicture(why)],
    }
  }

  #lightAt(at: number): Light {
    return lightAt(at, this.#options.lat, this.#options.lon)
  }

  /** Only from looks that nothing is held against; a weak stream becomes its usual in a day or two. */
  #learn(camera: number, at: number, { finding, features, sight }: Look): void {
    const { verdict, suspect } = this.#standingOf(camera)
    if (!features || suspect || verdict?.condition !== finding.found) return
    if (finding.found === 'live' || finding.found === 'degraded') {
      this.#memory.learnUsual(camera, features, finding.found === 'degraded')
    }
    const light = this.#lightAt(at)
    const { likeness = 1 } = features
    if (finding.found !== 'live' || !sight || light === 'twilight') return
    if (likeness < LEARN_LIKENESS) return
    if (at - (this.#memory.learntAt[camera] ?? 0) < LEARN_EVERY_MS) return
    this.#memory.learn(camera, light === 'day' ? DAY : NIGHT, sight.reduced, at)
  }

  #keep(camera: number, at: number, found: Judgement['found']): Judgement['keep'] {
    const { verdict, suspect } = this.#standingOf(camera)
    if (!verdict || suspect || verdict.condition !== found) return undefined
    const [goodAt, badAt] = [this.#memory.goodAt[camera] ?? 0, this.#memory.badAt[camera] ?? 0]
    if (found !== 'live') {
      if (badAt >= verdict.since) return undefined
      this.#memory.badAt[camera] = at
      return 'bad'
    }
    if (at - goodAt < GOOD_EVERY_MS && goodAt >= verdict.since) return undefined
    this.#memory.goodAt[camera] = at
    return 'good'
  }
}

/** What the sizes alone may say of a camera whose picture was wanted and did not come. */
function foundWithoutPicture(
  { found }: Ruling,
  { codec }: Features,
  { verdict, suspect }: Standing,
): Judgement['found'] {
  const held = [verdict?.condition, suspect?.condition].filter((word) => word !== undefined)
  if (GENERATED.has(found)) {
    if (held.some((word) => word === 'dark' || word === 'washed_out')) return 'unknown'
    return held.find((word) => GENERATED.has(word)) ?? found
  }
  const deniable = (word: string): boolean =>
    !SEEN_ONLY.has(word) && !(codec === 'h265' && GENERATED.has(word))
  return held.every(deniable) ? found : 'unknown'
}
