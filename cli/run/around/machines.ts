// Looks at what relays and hosts say of themselves, and remembers what they said last.
import type { Logger } from '../../../fleet/logger.ts'
import { type CpuMark, type HostFacts, hostFacts } from '../../../probes/relay/host-facts.ts'
import {
  getMetrics,
  HOST_LIMITS,
  type MetricsPage,
  type MetricsPlace,
  RELAY_LIMITS,
} from '../../../probes/relay/metrics-page.ts'
import { ownHost } from '../../../probes/relay/own-host.ts'
import type { RelayFacts } from '../../../probes/relay/relay-facts.ts'
import { readRelay } from '../../../probes/relay/relay-page.ts'
import { hostPoint, relayPoint } from '../../../store/aggregates/around-points.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { AroundSettings } from './settings.ts'

/** Last of all it was looked at; `facts` undefined: its page did not come, or is another's. */
interface Known<F> {
  readonly name: string
  readonly facts: F | undefined
}

export interface MachinesParts extends AroundSettings {
  /** Name of this machine, and the folder whose disk counts. */
  readonly own: { readonly name: string; readonly folder: string }
  readonly log: Pick<Logger, 'warn' | 'info'>
}

export class Machines {
  readonly #parts: MachinesParts
  readonly #relays = new Map<string, RelayFacts | undefined>()
  readonly #hosts = new Map<string, HostFacts | undefined>()
  readonly #cpu = new Map<string, CpuMark>()
  readonly #mute = new Set<string>()

  constructor(parts: MachinesParts) {
    this.#parts = parts
  }

  relays(): readonly Known<RelayFacts>[] {
    return [...this.#relays].map(([name, facts]) => ({ name, facts }))
  }

  hosts(): readonly Known<HostFacts>[] {
    return [...this.#hosts].map(([name, facts]) => ({ name, facts }))
  }

  /** One after the other; gives what is new. Never rejects; nothing where `signal` cut it off. */
  async look(signal: AbortSignal): Promise<readonly Point[]> {
    const points: Point[] = []
    const { own, relays, hosts } = this.#parts
    // Where somebody gave this machine's name to a metrics page, one of the two must do.
    if (!hosts.some(({ name }) => name === own.name)) points.push(await this.#own())
    for (const relay of relays) {
      const point = await this.#relay(relay, signal)
      if (point) points.push(point)
    }
    for (const host of hosts) {
      const point = await this.#host(host, signal)
      if (point) points.push(point)
    }
    return signal.aborted ? [] : points
  }

  async #own(): Promise<Point> {
    const { name, folder } = this.#parts.own
    const { facts, cpu } = await ownHost(folder, this.#cpu.get(name))
    this.#cpu.set(name, cpu)
    this.#hosts.set(name, facts)
    return hostPoint(name, facts, Date.now())
  }

  async #relay(
    { node, ...place }: AroundSettings['relays'][number],
    signal: AbortSignal,
  ): Promise<Point | undefined> {
    const page = await getMetrics(place, RELAY_LIMITS, signal)
    if (signal.aborted) return undefined
    const facts = page.fault === undefined ? await readRelay(page.body) : undefined
    this.#relays.set(node, facts)
    this.#note(`relay ${node}`, place, whyMute(page, facts, 'MediaMTX'))
    return facts && relayPoint(node, facts, Date.now())
  }

  async #host(
    { name, ...place }: AroundSettings['hosts'][number],
    signal: AbortSignal,
  ): Promise<Point | undefined> {
    const page = await getMetrics(place, HOST_LIMITS, signal)
    if (signal.aborted) return undefined
    const before = this.#cpu.get(name)
    const seen =
      page.fault === undefined ? hostFacts(page.body.toString('utf8'), before) : undefined
    this.#hosts.set(name, seen?.facts)
    if (seen) this.#cpu.set(name, seen.cpu)
    this.#note(`host ${name}`, place, whyMute(page, seen, 'node_exporter'))
    return seen && hostPoint(name, seen.facts, Date.now())
  }

  /** Once when it falls silent, once when it speaks again. */
  #note(who: string, { url }: MetricsPlace, why: string | undefined): void {
    if (why === undefined) {
      if (this.#mute.delete(who)) this.#parts.log.info({}, `${who} shows its metrics again`)
    } else if (!this.#mute.has(who)) {
      this.#mute.add(who)
      this.#parts.log.warn({}, `the metrics of ${who} cannot be read at ${url}: ${why}`)
    }
  }
}

/** Undefined where there are facts. `whose`: what should be there. */
export function whyMute(page: MetricsPage, facts: unknown, whose: string): string | undefined {
  if (page.fault === 'status') return `it answers with status ${page.status ?? '?'}`
  if (page.fault !== undefined) return page.fault
  return facts === undefined ? `what is there is no page of ${whose}` : undefined
}
