// Kecamatan, kelurahan, RW and RT of the synthetic city: big and small ones, as in life.
import type { Area, AreaId } from '../model.ts'
import type { Random } from '../random.ts'
import { apportion } from './apportion.ts'
import { type Counts, SHAPE } from './shape.ts'

/** A kelurahan with what is placed in it. */
export interface Ward {
  readonly kelurahan: Area
  readonly kecamatan: Area
  /** In order: neighbours stand together. */
  readonly rts: readonly { readonly area: Area; readonly label: string }[]
}

export interface Areas {
  readonly areas: readonly Area[]
  readonly wards: readonly Ward[]
}

/** Spread of a kelurahan's size within its kecamatan: the deviation of its logarithm. */
const SIZE_SPREAD = 0.55
/** A kelurahan's centre lies within this many degrees of its kecamatan's: about 2 km. */
const REACH_DEGREES = 0.018

export function buildAreas(counts: Counts, random: Random): Areas {
  const areas: Area[] = []
  const places = SHAPE.kecamatan.flatMap((shape) => {
    const kecamatan: Area = {
      id: shape.id as AreaId,
      level: 'kecamatan',
      name: shape.name,
      lat: shape.lat,
      lon: shape.lon,
    }
    areas.push(kecamatan)
    return shape.kelurahan.map((name, position) => {
      const kelurahan = kelurahanOf(kecamatan, name, position, shape.kelurahan.length)
      areas.push(kelurahan)
      return {
        kecamatan,
        kelurahan,
        weight: shape.crowding * Math.exp(SIZE_SPREAD * random.normal()),
      }
    })
  })
  const rws = apportion(
    counts.rw,
    places.map(({ weight }) => weight),
    1,
  )
  const rts = apportion(
    counts.rt,
    rws.flatMap((count) => Array.from({ length: count }, () => Math.exp(0.25 * random.normal()))),
    1,
  )
  let rw = 0
  const wards = places.map(({ kecamatan, kelurahan }, position): Ward => {
    const here = rts.slice(rw, rw + (rws[position] ?? 0))
    rw += here.length
    return {
      kecamatan,
      kelurahan,
      rts: here.flatMap((count, n) => rwOf(kelurahan, n + 1, count, areas)),
    }
  })
  return { areas, wards }
}

/** Around the centre in a sunflower's order: even, and the same every time. */
function kelurahanOf(kecamatan: Area, name: string, position: number, count: number): Area {
  const angle = position * 2.399963
  const reach = REACH_DEGREES * Math.sqrt((position + 0.5) / count)
  const round = (degrees: number): number => Number(degrees.toFixed(4))
  return {
    id: `${kecamatan.id}.${name.toLowerCase().replaceAll(' ', '-')}` as AreaId,
    level: 'kelurahan',
    name,
    parent: kecamatan.id,
    lat: round((kecamatan.lat ?? 0) + reach * Math.sin(angle)),
    lon: round((kecamatan.lon ?? 0) + reach * Math.cos(angle)),
  }
}

function rwOf(kelurahan: Area, rw: number, rtCount: number, areas: Area[]): Ward['rts'] {
  const rwId = `${kelurahan.id}.rw${twoDigits(rw)}` as AreaId
  areas.push({ id: rwId, level: 'rw', name: `RW ${twoDigits(rw)}`, parent: kelurahan.id })
  return Array.from({ length: rtCount }, (_, n) => {
    const rt = twoDigits(n + 1)
    const area: Area = {
      id: `${rwId}.rt${rt}` as AreaId,
      level: 'rt',
      name: `RT ${rt}`,
      parent: rwId,
    }
    areas.push(area)
    return { area, label: `RT ${rt}/RW ${twoDigits(rw)} ${kelurahan.name}` }
  })
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
