// What surrounds the cameras: portals, relays and hosts, looked at one after the other beside everything else.
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import type { FeedView } from '../../../console/feed-view.ts'
import { messageOf } from '../../../fleet/error.ts'
import type { Logger } from '../../../fleet/logger.ts'
import type { Fleet } from '../../../fleet/model.ts'
import type { Topology } from '../../../fleet/topology.ts'
import { NO_DECODER } from '../../../probes/feeds/no-decoder.ts'
import { createDecoder } from '../../../probes/picture/decoder.ts'
import { lookAtPortal } from '../../../probes/portal/portal.ts'
import { portalPoint } from '../../../store/aggregates/around-points.ts'
import type { Config } from '../../config.ts'
import type { Closing } from '../closing.ts'
import { locationOf } from '../feeds/location.ts'
import type { Flow } from '../flow.ts'
import type { Watch } from '../watch.ts'
import { Machines } from './machines.ts'
import { PortalEye, type PortalSeen } from './portal-eye.ts'
import { type AroundSettings, looksAtPortals } from './settings.ts'

/** Even where a walk takes longer than its interval. */
const LEAST_PAUSE_MS = 200

export interface AroundParts {
  readonly config: Config
  readonly fleet: Fleet
  readonly topology: Topology
  readonly watch: Watch
  readonly flow: Pick<Flow, 'health' | 'feedsChanged' | 'series'>
  readonly log: Logger
  readonly startedAt: number
  readonly around: AroundSettings
}

/** What the rest of the program asks of it. */
export interface AroundRoom {
  /** The last look at a portal since the start. */
  feedOf(id: string): FeedView | undefined
  readonly portals: () => readonly { readonly id: string; readonly up: boolean }[]
  readonly relays: Machines['relays']
  readonly hosts: Machines['hosts']
}

/** `isServed`: false where nothing serves the portals of the synthetic city. `closing` ends it. */
export function openAround(parts: AroundParts, isServed: boolean, closing: Closing): AroundRoom {
  const walk = new AroundWalk(parts, isServed)
  closing.defer(() => walk.stop())
  return walk
}

class AroundWalk implements AroundRoom {
  readonly #parts: AroundParts
  readonly #portals: Fleet['portals']
  readonly #decoder: ReturnType<typeof createDecoder>
  readonly #eye: PortalEye
  readonly #machines: Machines
  readonly #views = new Map<string, FeedView>()
  readonly #control = new AbortController()
  readonly #ended: Promise<void>

  constructor(parts: AroundParts, isServed: boolean) {
    const { config, fleet, watch, log, startedAt, around } = parts
    const { decoder, thresholds } = config.feeds
    this.#parts = parts
    this.#portals = isServed && looksAtPortals(config) ? fleet.portals : []
    const decodes = this.#portals.length > 0 && decoder !== 'none'
    // One picture at a time: nothing comes that a batch could wait for.
    this.#decoder = decodes ? createDecoder({ program: decoder, waitMs: 0 }) : NO_DECODER
    this.#eye = new PortalEye({
      portals: this.#portals,
      known: (id) => watch.publishedOf(id),
      picture: { thresholds, ...locationOf(fleet, config.feeds, startedAt) },
      decoder: this.#decoder,
      look: lookAtPortal,
      now: Date.now,
    })
    const own = { name: hostname(), folder: config.data }
    const relays = isServed ? around.relays : []
    this.#machines = new Machines({ relays, hosts: around.hosts, own, log })
    this.#ended = this.#run()
  }

  feedOf(id: string): FeedView | undefined {
    return this.#views.get(id)
  }

  readonly portals = () =>
    this.#portals.map(({ id }) => ({ id, up: this.#parts.watch.verdictOf(id).state === 'up' }))
  readonly relays = () => this.#machines.relays()
  readonly hosts = () => this.#machines.hosts()

  async stop(): Promise<void> {
    this.#control.abort()
    await this.#decoder.close()
    await this.#ended
  }

  async #run(): Promise<void> {
    const { signal } = this.#control
    const { everyMs } = this.#parts.config.portals
    while (!signal.aborted) {
      const begin = performance.now()
      for (const place of this.#portals.keys()) {
        await this.#guarded(async () => await this.#portal(place))
      }
      await this.#guarded(async () => {
        const points = await this.#machines.look(signal)
        if (points.length > 0) this.#parts.flow.series?.points(points)
      })
      const pauseMs = Math.max(LEAST_PAUSE_MS, everyMs - (performance.now() - begin))
      await wait(pauseMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** An error of our own in one of them is not the end of the others. */
  async #guarded(work: () => Promise<void>): Promise<void> {
    if (this.#control.signal.aborted) return
    try {
      await work()
    } catch (error) {
      this.#parts.log.error({}, `a look at what surrounds the cameras: ${messageOf(error)}`)
    }
  }

  async #portal(place: number): Promise<void> {
    const { flow } = this.#parts
    if (this.#isCut(place)) {
      this.#eye.forget(place)
      return
    }
    const sight = await this.#eye.see(place, this.#control.signal)
    // What was found while nothing could be seen, or while the way was being cut, is not the portal's.
    if (sight === undefined || flow.health?.blind || this.#isCut(place)) return
    const seen = this.#eye.take(place, sight)
    this.#views.set(seen.id, seen.view)
    if (seen.change) flow.feedsChanged([seen.change])
    this.#point(seen)
  }

  /** Behind something dead it cannot be reached, and while the probe is blind nothing can. */
  #isCut(place: number): boolean {
    const { flow, watch, topology } = this.#parts
    const position = topology.indexOf(this.#portals[place]?.id ?? '')
    return flow.health?.blind === true || watch.estate.behind(position) >= 0
  }

  #point({ id, at, found, published, tookMs, sequence, bpp }: PortalSeen): void {
    const shown = published?.condition ?? 'unknown'
    const point = portalPoint(id, { at, found, published: shown, tookMs, sequence, bpp })
    this.#parts.flow.series?.points([point])
  }
}
