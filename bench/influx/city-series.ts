// What the bars of InfluxDB write: base RTT 2 to 60 ms, log-normal jitter of 15 %, 1 % of echoes lost; a lost one
// followed by the six echoes of a confirm, as the round does it, unless it is told not to.
import type { AreaId, Fleet, Target } from '../../fleet/model.ts'
import { type Random, seededRandom } from '../../fleet/random.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import type { SeriesTarget } from '../../store/schema/series-target.ts'
import { NO_RTT, type SlotColumns, type SpanColumns } from '../../store/series/columns.ts'

export const SLOT_MS = 10_000
export const MINUTE_MS = 60_000

const SHORTEST_US = 2_000
const LONGEST_US = 60_000
const JITTER = 0.15
const LOSS = 0.01
const CONFIRM_ECHOES = 6
const SLOTS = MINUTE_MS / SLOT_MS
const UNIT_US = 100

/** All targets of the synthetic city, uplinks first. */
export function cityEstate(): SeriesTarget[] {
  const fleet = synthesizeFleet({ seed: 1 })
  const place = placesOf(fleet)
  const of = (target: Target & { area?: AreaId }, pinged: boolean) => ({
    id: target.id,
    kind: target.kind,
    pinged,
    ...(target.area ? place(target.area) : {}),
  })
  return [
    ...fleet.uplinks.map((uplink) => ({ ...of(uplink, true), isp: uplink.isp })),
    ...fleet.nvrs.map((nvr) => of(nvr, true)),
    ...fleet.cameras.map((camera) => ({ ...of(camera, false), nvr: camera.nvr })),
  ]
}

/** A city in which every line has its own base RTT; slots and minutes of it, as many as wanted. */
export class CitySeries {
  readonly #random: Random
  readonly #baseUs: Float32Array
  readonly #targets: number
  readonly #confirmEchoes: number

  constructor(estate: readonly SeriesTarget[], { confirms = true } = {}) {
    this.#random = seededRandom(1, 'series')
    this.#confirmEchoes = confirms ? CONFIRM_ECHOES : 0
    this.#targets = estate.length
    const spread = Math.log(LONGEST_US / SHORTEST_US)
    this.#baseUs = Float32Array.from(
      estate.filter(({ pinged }) => pinged),
      () => SHORTEST_US * Math.exp(spread * this.#random.next()),
    )
  }

  slot(at: number): SlotColumns {
    const count = this.#baseUs.length
    const slot = {
      at,
      sent: new Uint16Array(count),
      lost: new Uint16Array(count),
      rttMinUs: new Float32Array(count),
      rttAvgUs: new Float32Array(count),
      rttMaxUs: new Float32Array(count),
      up: new Uint8Array(count).fill(1),
    }
    this.#baseUs.forEach((base, i) => {
      const { sent, answers } = this.#ask(base)
      slot.sent[i] = sent
      slot.lost[i] = sent - answers.length
      slot.rttMinUs[i] = leastOf(answers)
      slot.rttAvgUs[i] = meanOf(answers)
      slot.rttMaxUs[i] = -leastOf(answers.map((us) => -us))
    })
    return slot
  }

  minute(from: number): SpanColumns {
    const count = this.#baseUs.length
    const rtts = () => new Uint16Array(count).fill(NO_RTT)
    const rows = {
      sent: new Uint32Array(count),
      lost: new Uint32Array(count),
      rttMin: rtts(),
      rttAvg: rtts(),
      rttMax: rtts(),
    }
    this.#baseUs.forEach((base, i) => {
      const asked = Array.from({ length: SLOTS }, () => this.#ask(base))
      const answers = asked.flatMap((one) => one.answers)
      const sent = asked.reduce((sum, one) => sum + one.sent, 0)
      rows.sent[i] = sent
      rows.lost[i] = sent - answers.length
      if (answers.length === 0) return
      rows.rttMin[i] = Math.round(leastOf(answers) / UNIT_US)
      rows.rttAvg[i] = Math.round(meanOf(answers) / UNIT_US)
      rows.rttMax[i] = Math.round(-leastOf(answers.map((us) => -us)) / UNIT_US)
    })
    return {
      tier: 'm1',
      from,
      to: from + MINUTE_MS,
      ...rows,
      availableMs: new Uint32Array(this.#targets).fill(MINUTE_MS),
      unavailableMs: new Uint32Array(this.#targets),
    }
  }

  /** One routine echo, and the confirm where it is lost. */
  #ask(baseUs: number): { readonly sent: number; readonly answers: readonly number[] } {
    const first = this.#echo(baseUs)
    if (!Number.isNaN(first)) return { sent: 1, answers: [first] }
    const confirm = Array.from({ length: this.#confirmEchoes }, () => this.#echo(baseUs))
    return { sent: 1 + confirm.length, answers: confirm.filter((us) => !Number.isNaN(us)) }
  }

  /** Microseconds; NaN where it was lost. */
  #echo(baseUs: number): number {
    if (this.#random.next() < LOSS) return Number.NaN
    return baseUs * Math.exp(JITTER * this.#random.normal())
  }
}

/** NaN of none. */
function leastOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : Math.min(...values)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function placesOf(fleet: Fleet): (area: AreaId) => { kec?: string; kel?: string } {
  const areas = new Map(fleet.areas.map((area) => [area.id, area]))
  const up = (id: AreaId, level: string): string | undefined => {
    for (let area = areas.get(id); area; area = area.parent && areas.get(area.parent)) {
      if (area.level === level) return area.id
    }
    return undefined
  }
  return (area) => {
    const [kec, kel] = [up(area, 'kecamatan'), up(area, 'kelurahan')]
    return { ...(kec ? { kec } : {}), ...(kel ? { kel } : {}) }
  }
}
