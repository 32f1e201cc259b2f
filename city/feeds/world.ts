// What all connections of the simulator share: the plan, the clips, who was logged in wrongly, and the counters.
import { randomBytes } from 'node:crypto'
import { type Clips, loadClips } from './clips.ts'
import type { FeedCityPlan, FeedFault, SyntheticCamera, SyntheticNvr } from './feed-city.ts'
import { Logins } from './login.ts'
import { type FaultIndex, type FeedPlanNow, indexFaults, planAt } from './plan-at.ts'
import { Ticker } from './ticker.ts'

/** One address of the city: an NVR's, or the relay's, which has no slots. */
export interface Site {
  readonly id: string
  readonly address: string
  readonly nvr: SyntheticNvr | undefined
  sessions: number
  wrongLogins: number
}

const CHANGE_S = 200

export class World {
  readonly plan: FeedCityPlan
  readonly clips: Clips = loadClips()
  readonly changeS: number
  readonly logins: Logins
  readonly ticker = new Ticker()
  readonly sites: ReadonlyMap<string, Site>
  readonly counts = {
    connections: 0,
    sessions: 0,
    sessionsTotal: 0,
    mostSessionsOfOneNvr: 0,
    looks: 0,
    wrongLogins: 0,
    busyReplies: 0,
    teardownsMissed: 0,
    apiRequests: 0,
    hlsRequests: 0,
  }
  #faults: FaultIndex

  constructor(plan: FeedCityPlan) {
    this.plan = plan
    this.changeS = plan.changeS ?? CHANGE_S
    this.logins = new Logins(plan.user, plan.password, randomBytes(8).toString('hex'))
    this.#faults = indexFaults(plan.faults)
    const site = (id: string, address: string, nvr?: SyntheticNvr): [string, Site] => [
      address,
      { id, address, nvr, sessions: 0, wrongLogins: 0 },
    ]
    this.sites = new Map([
      ...plan.nvrs.map((nvr) => site(nvr.id, nvr.address, nvr)),
      ...(plan.relay ? [site(plan.relay.id, plan.relay.address)] : []),
    ])
  }

  setFaults(faults: readonly FeedFault[]): void {
    this.#faults = indexFaults(faults)
  }

  /** Epoch milliseconds at which the fault began that makes the relay's playlist stand still. */
  stillSince(id: string, now: number): number {
    const { startedAt, periodS } = this.plan
    const from = (this.#faults.get(id) ?? []).find(({ kind }) => kind === 'stall')?.from ?? 0
    const dayBegan = now - (((((now - startedAt) / 1000) % periodS) + periodS) % periodS) * 1000
    return dayBegan + from * 1000
  }

  /** Whether a fault closes its port at any time of the day. */
  mayRefuse({ id }: Site): boolean {
    return this.#faults.get(id)?.some(({ kind }) => kind === 'refuse') ?? false
  }

  /** `slot` undefined: the NVR itself, or the relay. */
  now(site: Site, slot?: number): FeedPlanNow {
    return planAt(this.plan, this.#faults, site.id, this.camera(site, slot), Date.now())
  }

  /** Of the relay: what its only stream shows. */
  relayNow(site: Site): FeedPlanNow {
    return planAt(this.plan, this.#faults, site.id, { id: site.id, slot: 1 }, Date.now())
  }

  camera({ nvr }: Site, slot: number | undefined): SyntheticCamera | undefined {
    return slot === undefined ? undefined : nvr?.cameras.find((camera) => camera.slot === slot)
  }

  /** False: this NVR gives no session more. */
  openSession(site: Site): boolean {
    if (site.sessions >= MOST_SESSIONS) return false
    site.sessions++
    this.counts.sessions++
    this.counts.sessionsTotal++
    this.counts.mostSessionsOfOneNvr = Math.max(this.counts.mostSessionsOfOneNvr, site.sessions)
    return true
  }

  closeSession(site: Site): void {
    site.sessions--
    this.counts.sessions--
  }

  wrongLogin(site: Site): void {
    site.wrongLogins++
    this.counts.wrongLogins++
  }

  /** Besides the counters: `cpuMs` and `rssMb` of this process, and `wrongLogins.ID` of each NVR that had any. */
  stats(): Record<string, number> {
    const { user, system } = process.cpuUsage()
    const stats: Record<string, number> = {
      ...this.counts,
      cpuMs: Math.round((user + system) / 1000),
      rssMb: Math.round(process.memoryUsage.rss() / 1e6),
    }
    for (const { id, wrongLogins } of this.sites.values()) {
      if (wrongLogins > 0) stats[`wrongLogins.${id}`] = wrongLogins
    }
    return stats
  }
}

/** Sessions that one NVR gives at one time. */
export const MOST_SESSIONS = 6
