// The city's series of the last hours and days in a real influxd, for queries to be run against.
import { CitySeries, cityEstate, MINUTE_MS, SLOT_MS } from '../../../bench/influx/city-series.ts'
import { seededRandom } from '../../../fleet/random.ts'
import { AVAILABLE } from '../../../fleet/state.ts'
import { downPoints } from '../../../store/aggregates/down-points.ts'
import { feedPoint, feedsPoints, nvrFactsPoint } from '../../../store/aggregates/feed-points.ts'
import {
  fleetPoints,
  type Groups,
  kecamatanGroups,
  kelPoints,
  kelurahanGroups,
} from '../../../store/aggregates/fleet-points.ts'
import { worstPoints } from '../../../store/aggregates/worst-points.ts'
import { STATE_CODES } from '../../../store/schema/codes.ts'
import type { Point } from '../../../store/schema/measurements.ts'
import type { SeriesTarget } from '../../../store/schema/series-target.ts'
import { OUTSIDE, type SlotColumns, type SpanColumns } from '../../../store/series/columns.ts'
import { MovingCity, middleOf } from './moving-city.ts'
import { minutePoints, slotPoints } from './told-points.ts'
import type { DatabaseWriter } from './writer.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const FEATURES = {
  ...{ bpp: 0.08, complexity: 0.4, qp: 31, skip: 0.2, fps: 12.5, kbps: 380, loss: 0.001 },
  ...{ mean: 110, sd: 45, chroma: 12, madFirst: 3, likeness: 0.9 },
}
/** A slot or span of all targets takes long to make by chance: a few are made, and written with many times. */
const DIFFERENT = 8

export interface LoadOptions {
  /** Epoch milliseconds up to which there is data, at most a second before the queries. */
  readonly now: number
  /** Of 10 s. Default 2 h. */
  readonly rawMs?: number
  /** Of minutes and hours. Default 30 days. */
  readonly longMs?: number
}

/** One uplink and one recorder of so many, and the cameras of these recorders; areas stay as they are. */
export function cityOf(every: number): SeriesTarget[] {
  const all = cityEstate()
  const kept = all.filter(({ kind }, position) => kind !== 'camera' && position % every === 0)
  const ids = new Set(kept.map(({ id }) => id))
  return [...kept, ...all.filter(({ nvr }) => nvr !== undefined && ids.has(nvr))]
}

export class CityLoad {
  readonly estate: readonly SeriesTarget[]
  readonly #options: Required<LoadOptions>
  readonly #writer: DatabaseWriter
  readonly #series: CitySeries
  readonly #city: MovingCity
  readonly #kecamatan: Groups
  readonly #kelurahan: Groups

  constructor(writer: DatabaseWriter, estate: readonly SeriesTarget[], options: LoadOptions) {
    this.#options = { rawMs: 2 * HOUR_MS, longMs: 30 * DAY_MS, ...options }
    this.#writer = writer
    this.estate = estate
    this.#series = new CitySeries(estate)
    this.#city = new MovingCity(estate, seededRandom(5, 'city-database'))
    this.#kecamatan = kecamatanGroups(estate)
    this.#kelurahan = kelurahanGroups(estate)
  }

  /** Tier raw: every target, and the aggregates, every 10 s. */
  async raw(): Promise<void> {
    const { now, rawMs } = this.#options
    const slots = Array.from({ length: DIFFERENT }, () => this.#withStates(this.#series.slot(0)))
    for (let at = whole(now - rawMs, SLOT_MS); at < now; at += SLOT_MS) {
      await this.#writer.slot({ ...(slots[(at / SLOT_MS) % DIFFERENT] as SlotColumns), at })
      await this.#writer.points('raw', this.#aggregatesOfSlot(at))
      if (at % MINUTE_MS === 0) await this.#rawMinute(at)
    }
    // What comes every five minutes must be there in the last ones, too.
    await this.#fiveMinutes(whole(now, MINUTE_MS))
  }

  /** Tier m1 of the aggregates. */
  async minutes(): Promise<void> {
    const { now, longMs } = this.#options
    const isps = [...new Set(this.estate.flatMap(({ isp }) => isp ?? []))]
    for (let at = whole(now - longMs, MINUTE_MS); at < now; at += MINUTE_MS) {
      this.#city.step()
      const { stateOf } = this.#city
      await this.#writer.points('m1', fleetPoints(this.#kecamatan, stateOf, at))
      await this.#writer.points('m1', kelPoints(this.#kelurahan, stateOf, placeOnMap, at))
      await this.#writer.points(
        'm1',
        isps.map((isp, place) => ispPoint(isp, place, at)),
      )
    }
  }

  /** Tiers h1 and d1: every target, and the aggregates. */
  async hours(): Promise<void> {
    const { now, longMs } = this.#options
    const spans = Array.from({ length: DIFFERENT }, () => this.#series.minute(0))
    const last = whole(now, HOUR_MS)
    for (let from = whole(now - longMs, HOUR_MS); from < last; from += HOUR_MS) {
      this.#city.step()
      const span = spans[(from / HOUR_MS) % DIFFERENT] as SpanColumns
      await this.#writer.span(this.#span(span, 'h1', from, from + HOUR_MS))
      await this.#writer.points('h1', fleetPoints(this.#kecamatan, this.#city.stateOf, from))
      await this.#writer.points('h1', feedsPoints(this.#city.conditions(), from))
      if (from % DAY_MS === 0) {
        await this.#writer.span(this.#span(span, 'd1', from - DAY_MS, from))
      }
    }
    const minute = whole(now, MINUTE_MS) - 5 * MINUTE_MS
    for (let from = minute; from < now - MINUTE_MS; from += MINUTE_MS) {
      await this.#writer.span(this.#span(spans[0] as SpanColumns, 'm1', from, from + MINUTE_MS))
    }
  }

  /** Tier ev: changes of state, incidents, plans. */
  async events(): Promise<void> {
    const { now, longMs } = this.#options
    for (let at = whole(now - longMs, 10 * MINUTE_MS); at < now; at += 10 * MINUTE_MS) {
      const changed = this.#city.step()
      const isMidnight = at % DAY_MS === 0
      const positions = isMidnight
        ? this.estate.map((_, position) => position)
        : [...changed, middleOf(this.estate)]
      await this.#writer.points(
        'ev',
        positions.map((position) => this.#statePoint(position, at)),
      )
      if (at % HOUR_MS === 0) await this.#writer.points('ev', happened(this.estate, at))
    }
  }

  #aggregatesOfSlot(at: number): Point[] {
    const { stateOf } = this.#city
    return [
      ...fleetPoints(this.#kecamatan, stateOf, at),
      ...feedsPoints(this.#city.conditions(), at),
      ...slotPoints(this.#city, at),
    ]
  }

  async #rawMinute(at: number): Promise<void> {
    this.#city.step()
    const verdict = (position: number) => ({
      state: this.#city.stateOf(position),
      reason: 'all-lost' as const,
      since: at - HOUR_MS,
    })
    const causeOf = (position: number) => this.estate[position]?.id ?? ''
    const view = { verdict, causeOf, incidentOf: () => 'inc-1' }
    await this.#writer.points('raw', [
      ...downPoints(this.estate, this.#city.dead(), view, at),
      ...minutePoints(this.#city, at),
    ])
    if (at % (5 * MINUTE_MS) === 0) await this.#fiveMinutes(at)
  }

  async #fiveMinutes(at: number): Promise<void> {
    await this.#writer.points('raw', worstPoints(this.#series.minute(at), this.estate, at))
    for (const [position, target] of this.estate.entries()) {
      if (target.kind === 'camera') {
        const published = this.#city.conditionOf(position)
        const features = FEATURES
        const look = { at, published, found: published, features, connectMs: 12, keyframeMs: 400 }
        await this.#writer.points('raw', [feedPoint(target, target.nvr ?? '', look)])
      } else if (target.kind === 'nvr') {
        const ill = position % 97 === 0
        const state = ill ? ('failed' as const) : ('ok' as const)
        const storage = { state, disks: [{ ok: !ill }], capacityMb: 4_000_000, freeMb: 90_000 }
        const facts = { at, slots: [], storage, clockSkewS: position % 89 === 0 ? 900 : 1 }
        await this.#writer.points('raw', [
          nvrFactsPoint(target, {
            ...facts,
            ...(position % 71 ? {} : { authUntil: at + HOUR_MS }),
          }),
        ])
      }
    }
  }

  #withStates(slot: SlotColumns): SlotColumns {
    let row = -1
    this.estate.forEach((target, position) => {
      if (!target.pinged) return
      row++
      const state = this.#city.stateOf(position)
      slot.up[row] = AVAILABLE.has(state)
        ? 1
        : state === 'down' || state === 'unreachable'
          ? 0
          : OUTSIDE
    })
    return slot
  }

  #span(span: SpanColumns, tier: 'm1' | 'h1' | 'd1', from: number, to: number): SpanColumns {
    const availableMs = new Uint32Array(this.estate.length)
    const unavailableMs = new Uint32Array(this.estate.length)
    this.estate.forEach((_, position) => {
      const state = this.#city.stateOf(position)
      if (AVAILABLE.has(state)) availableMs[position] = to - from
      else if (state === 'down' || state === 'unreachable') unavailableMs[position] = to - from
    })
    return { ...span, tier, from, to, availableMs, unavailableMs }
  }

  #statePoint(position: number, at: number): Point<'state'> {
    const { id, kind, kec, kel } = this.estate[position] as SeriesTarget
    const code = STATE_CODES[this.#city.stateOf(position)]
    return {
      measurement: 'state',
      tags: { id, kind, kec, kel },
      fields: { code, prev: 0, reason: 'all-lost' },
      at: at + (position % 50_000),
    }
  }
}

function whole(at: number, of: number): number {
  return Math.floor(at / of) * of
}

/** Somewhere in Semarang, each kelurahan a little elsewhere. */
function placeOnMap(kelurahan: string): { readonly lat: number; readonly lon: number } {
  let sum = 0
  for (const letter of kelurahan) sum = (sum * 31 + letter.charCodeAt(0)) % 10_000
  return { lat: -6.99 - (sum % 100) / 1000, lon: 110.42 + sum / 100_000 }
}

function ispPoint(isp: string, place: number, at: number): Point<'isp'> {
  const lines = 400 + place * 10
  const sent = lines * 6
  const lost = Math.round(sent * 0.01)
  const rtt_sum_dms = (sent - lost) * (90 + ((at / MINUTE_MS) % 40))
  return {
    measurement: 'isp',
    tags: { isp },
    fields: { lines, silent: 5, sent, lost, rtt_sum_dms },
    at,
  }
}

/** Each hour something of each kind of cause, elsewhere each time, and of the target in the middle of the list of ids. */
function happened(estate: readonly SeriesTarget[], at: number): Point[] {
  const causes = ['uplink', 'nvr', 'camera'].flatMap((kind) => {
    const alike = estate.filter((target) => target.kind === kind)
    return Array.from({ length: 4 }, (_, i) => alike[((at / HOUR_MS) * 31 + i * 17) % alike.length])
  })
  causes.push(estate[middleOf(estate)])
  return [
    ...(['shared', 'planned'] as const).map(
      (kind, place): Point<'incident'> => ({
        measurement: 'incident',
        tags: { kec: undefined, kind },
        fields: {
          ...{
            inc: `inc-${at}-${kind}`,
            what: 'settled',
            cause: 'nusa',
            reason: 'shared-attribute',
          },
          ...{ affected: 40, peak: 60, dur_s: 0 },
        },
        ...{ at, ordinal: 100 + place },
      }),
    ),
    ...causes.flatMap((target, place) =>
      (['opened', 'settled', 'closed'] as const).map(
        (what, step): Point<'incident'> => ({
          measurement: 'incident',
          tags: { kec: target?.kec, kind: target?.kind ?? 'uplink' },
          fields: {
            ...{ inc: `inc-${at}-${place}`, what, cause: target?.id ?? '' },
            ...{ reason: 'topmost-failed', affected: 12, peak: 14, dur_s: step * 600 },
          },
          at: at + step * 600_000,
          ordinal: place,
        }),
      ),
    ),
    {
      measurement: 'planned',
      tags: { kind: (at / HOUR_MS) % 2 === 0 ? 'suspension' : 'maintenance' },
      fields: {
        ...{ id: `plan-${at}`, what: 'begun', owner: 'diskominfo', why: 'letter', targets: 12 },
      },
      at,
    },
  ]
}
