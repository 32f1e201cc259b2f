// Variables that people find their way with: kecamatan, then kelurahan. Links carry them by these names.
import { tagValues } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { toDashboard } from '../house/links.ts'
import type { Link } from '../house/panel.ts'
import type { VariableSpec } from '../house/variables.ts'

export const IN_KEC = [{ tag: 'kec', variable: 'kec' }] as const
export const IN_KEL = [...IN_KEC, { tag: 'kel', variable: 'kel' }] as const

/** Causes that are no single target. */
export const WIDER_KINDS = ['shared', 'planned', 'probe'] as const

/** In links: all of them. */
export const ALL_VALUES = '$__all'

export function kecVariable(house: House, { multi }: Pick<VariableSpec, 'multi'>): VariableSpec {
  return {
    name: 'kec',
    label: { en: 'Kecamatan', id: 'Kecamatan' },
    ql: tagValues(house.from('fleet', 'raw'), 'kec'),
    tier: 'raw',
    multi,
  }
}

/** Those of the kecamatan above. */
export function kelVariable(house: House): VariableSpec {
  return {
    name: 'kel',
    label: { en: 'Kelurahan', id: 'Kelurahan' },
    ql: tagValues(house.from('fleet_kel', 'm1'), 'kel', IN_KEC),
    tier: 'm1',
    multi: true,
  }
}

/**
 * `id`, `kec`: as `column('id')` gives them. Where a row may be of a target without a kecamatan (nodes, portals), leave it
 * out: the target would not be among those to choose from.
 */
export function targetLink(id: string, kec: string = ALL_VALUES): Link {
  return {
    title: { en: 'Show this target', id: 'Lihat titik ini' },
    url: toDashboard('ronda-target', { kec, kel: ALL_VALUES, id }),
  }
}

export function kecamatanLink(kec: string): Link {
  return {
    title: { en: 'Show this kecamatan', id: 'Lihat kecamatan ini' },
    url: toDashboard('ronda-kecamatan', { kec, kel: ALL_VALUES }),
  }
}
