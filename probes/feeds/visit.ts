// One visit to one place: its own API where that is due, then the cameras that wait there, one after the other.
import { messageOf } from '../../fleet/error.ts'
import type { LookAtNvr, NvrLook } from '../nvr/nvr-look.ts'
import type { LookAtStream, StreamLook } from '../rtsp/stream-look.ts'
import type { ApiBook } from './api-book.ts'
import type { AuthBook } from './auth-book.ts'
import { bounded } from './bounded.ts'
import { type Begun, type Decider, type DeciderParts, type Sight, unknown } from './decide.ts'
import { foundByStream, ownFault } from './found.ts'
import { nvrFacts } from './nvr-facts.ts'
import type { Place, Places } from './places.ts'
import type { FeedCamera, FeedNvr } from './plan.ts'
import type { StreamAddress } from './stream-address.ts'
import { apiRungs, slotOf, streamSkipped } from './visit-rungs.ts'

/** What a look may take beyond its own limits before it is cut. */
const SLACK_MS = 2000
/** A user who may not ask the API (403) may still see the streams: that refusal decides nothing. */
const FORBIDDEN = 403
const DOUBTFUL = 'auth or busy'

export interface VisitParts extends Omit<DeciderParts, 'judge' | 'decoder' | 'phases'> {
  readonly places: Places
  readonly lookAtStream: LookAtStream
  readonly lookAtNvr: LookAtNvr
  readonly decider: Decider
  readonly auth: AuthBook
  readonly api: ApiBook
}

/** A visit to the place at this position, from `run` to its end. */
export class Visit {
  readonly #parts: VisitParts
  readonly #position: number
  readonly #place: Place
  #control: AbortController | undefined
  #cut = false
  #answer: NvrLook | undefined
  #notAsked = 'Its cameras are not looked at through an NVR.'
  /** A stream of this visit was answered. */
  #served = false
  /** Nothing serves video here: told of the further cameras without asking again. */
  #down: Sight | undefined

  constructor(parts: VisitParts, position: number) {
    this.#parts = parts
    this.#position = position
    this.#place = parts.places.places[position] as Place
  }

  /** Ends what is under way and begins nothing more. */
  cut(): void {
    this.#cut = true
    this.#control?.abort()
  }

  /** Never rejects. */
  async run(): Promise<void> {
    const { turns, decider, tally } = this.#parts
    try {
      await this.#askNvr()
    } catch (error) {
      tally.failed(messageOf(error))
    }
    // Who becomes due meanwhile joins, but not for ever: others wait.
    for (let n = this.#place.cameras.length; n > 0 && !this.#cut; n--) {
      if (!decider.hasRoom) await decider.room()
      const camera = this.#cut ? undefined : turns.take(this.#position)
      if (camera === undefined) break
      const begun = this.#begin(camera)
      try {
        decider.decide(begun, await this.#see(begun))
      } catch (error) {
        tally.failed(messageOf(error))
        decider.decide(begun, unknown([], 'error'))
      }
    }
  }

  #begin(camera: number): Begun {
    const { clock, turns, tally, standing, decider } = this.#parts
    const beganMs = clock.monotonic()
    if (!decider.isSuspicious(camera)) tally.began(beganMs - turns.dueOf(camera), beganMs)
    const mark = standing.mark(this.#camera(camera).nvr)
    return { camera, at: clock.now(), beganMs, mark }
  }

  async #see(begun: Begun): Promise<Sight> {
    const { clock, places, standing, tally } = this.#parts
    const refused = this.#whileRefused()
    if (refused) return refused
    const { slot } = this.#camera(begun.camera)
    const before = apiRungs(this.#answer, slot, this.#notAsked)
    const said = slotOf(this.#answer, slot)
    if (said?.connected === 'no') {
      const rungs = [...before, ...streamSkipped('The NVR says that there is no video.')]
      return { found: 'video_loss', detail: said.reason ?? 'no_video', rungs }
    }
    const address = places.addresses[begun.camera]
    if (!address || 'lack' in address) {
      const says = address?.lack ?? 'There is no address.'
      const rungs: Sight['rungs'] = [...before, { rung: 'describe', result: 'failed', says }]
      return { found: 'channel_missing', detail: 'no address', rungs }
    }
    if (this.#down) return { ...this.#down, rungs: [...before, ...this.#down.rungs] }
    const stream = await this.#lookAtStream(address)
    tally.received(stream.receivedBytes)
    standing.beat(clock.monotonic())
    const rungs = [...before, ...stream.rungs]
    if (standing.hasStalled(begun.mark)) return unknown(rungs, 'stalled')
    const { found, detail } = foundByStream(stream)
    if (found === 'unknown') return unknown(rungs, detail ?? 'aborted')
    return this.#learn(begun, { found, detail, rungs, stream })
  }

  #lookAtStream(address: StreamAddress): Promise<StreamLook> {
    const { plan, lookAtStream } = this.#parts
    const { stream: limits, verifyTls } = plan.options
    return this.#bounded(limits.totalMs + limits.teardownMs, (signal) =>
      lookAtStream({ ...address, verifyTls }, limits, signal),
    )
  }

  /** What this look at a stream means for its place. */
  #learn(begun: Begun, sight: Sight): Sight {
    const { auth, standing, post } = this.#parts
    const { nvr } = this.#place
    if (standing.isGone(this.#camera(begun.camera).nvr, begun.mark)) return sight
    if (sight.found === 'auth_failed') {
      // Our user may see other channels here, only not this one: that is no refused password.
      if (sight.stream?.status === FORBIDDEN && auth.wasTaken(this.#position)) {
        return { ...sight, found: 'no_stream', detail: 'forbidden' }
      }
      this.#refuse(begun)
      return this.#isDoubtful() ? { ...sight, detail: DOUBTFUL } : sight
    }
    if (sight.found === 'nvr_service_down') {
      // Another host that fails is that camera's own trouble; its NVR may serve.
      if (nvr === undefined) return { ...sight, found: 'no_stream' }
      if (!this.#served) {
        const rungs = streamSkipped('Nothing serves video here: another camera just found that.')
        this.#down = { found: sight.found, detail: sight.detail, rungs }
      }
      return sight
    }
    this.#served = true
    if (auth.accepted(this.#position) && nvr !== undefined) {
      post.facts({ nvr, at: begun.at, slots: [] })
    }
    return sight
  }

  /** While the place is left alone, the refusal stands for every look. */
  #whileRefused(): Sight | undefined {
    const { auth, clock } = this.#parts
    const leftMs = auth.leftMs(this.#position, clock.monotonic())
    if (leftMs === 0) return undefined
    const until = new Date(clock.now() + leftMs).toISOString().slice(0, 16)
    const says = this.#place.credentials
      ? `The password was refused; nothing is sent until ${until} UTC, so that the account is not locked.`
      : `It wants a user and a password, and none are configured; it is asked again at ${until} UTC.`
    const rungs = streamSkipped(says)
    // One doubtful refusal must not confirm itself: the next real try does.
    if (this.#isDoubtful()) return { found: 'nvr_busy', detail: DOUBTFUL, rungs }
    return { found: 'auth_failed', detail: 'auth', rungs }
  }

  /** Dahua answers 401 too when it is out of sessions, also to a password that it took before. */
  #isDoubtful(): boolean {
    const { auth, plan } = this.#parts
    const { nvr } = this.#place
    if (nvr === undefined || plan.nvrs[nvr]?.vendor !== 'dahua') return false
    return auth.isDoubtful(this.#position)
  }

  /** One refusal counts for all cameras of the place, those that are not due too. */
  #refuse({ at }: { readonly at: number }): void {
    const { auth, clock, decider, post, turns } = this.#parts
    const { cameras, nvr } = this.#place
    const waitMs = auth.refused(this.#position, clock.monotonic())
    if (nvr !== undefined) {
      const authUntil = clock.now() + waitMs
      post.facts({ nvr, at, slots: [], fault: 'auth', authUntil })
    }
    const refused = this.#whileRefused()
    if (!refused) return
    for (const camera of cameras) {
      if (turns.claim(camera)) decider.decide(this.#claimed(camera), refused)
    }
  }

  #claimed(camera: number): Begun {
    const { clock, standing } = this.#parts
    const mark = standing.mark(this.#camera(camera).nvr)
    return { camera, at: clock.now(), beganMs: clock.monotonic(), mark }
  }

  async #askNvr(): Promise<void> {
    const { clock, plan, api, auth, turns, decider, lookAtNvr, standing, post } = this.#parts
    const { nvr, credentials } = this.#place
    if (nvr === undefined || auth.leftMs(this.#position, clock.monotonic()) > 0) return
    const known = plan.nvrs[nvr] as FeedNvr
    if (known.vendor === 'other') {
      this.#notAsked = 'The vendor has no API that is known.'
      return
    }
    if (!credentials) {
      this.#notAsked = 'There are no credentials for its API.'
      return
    }
    const due = [...turns.waitingAt(this.#position)]
    const again = due.some((camera) => decider.isSuspicious(camera))
    const slots = due.map((camera) => this.#camera(camera).slot)
    const questions = api.questions(nvr, clock.monotonic(), slots, again)
    if (!questions) {
      this.#notAsked = 'Its API was asked a short time ago.'
      return
    }
    const { verifyTls, utcOffsetS, nvr: limits } = plan.options
    const target = { ...addressOf(known), verifyTls, utcOffsetS, credentials }
    const mark = standing.mark(nvr)
    const look = await this.#bounded(limits.totalMs, (signal) =>
      lookAtNvr(target, questions, limits, signal),
    )
    standing.beat(clock.monotonic())
    if (this.#cut || standing.isGone(nvr, mark)) return
    if (standing.hasStalled(mark) || ownFault(look.rungs) !== undefined) return
    this.#answer = look
    api.answered(nvr, look, questions, clock.monotonic())
    if (look.fault === 'auth' && look.status !== FORBIDDEN) {
      this.#refuse(look)
      return
    }
    if (look.fault === undefined) auth.accepted(this.#position)
    post.facts(nvrFacts(nvr, look))
  }

  async #bounded<T>(mostMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const control = new AbortController()
    this.#control = control
    try {
      return await bounded(this.#parts.clock, mostMs + SLACK_MS, control, work)
    } finally {
      this.#control = undefined
    }
  }

  #camera(position: number): FeedCamera {
    return this.#parts.plan.cameras[position] as FeedCamera
  }
}

function addressOf({ vendor, host, httpPort, tls, slots }: FeedNvr): {
  readonly vendor: FeedNvr['vendor']
  readonly host: string
  readonly port: number
  readonly tls: boolean
  readonly slots: number
} {
  return { vendor, host, port: httpPort, tls, slots }
}
