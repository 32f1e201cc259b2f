// Columns that many tables have: a target, its kecamatan, since when; each leads to the dashboard of what it names.
import type { Words } from '../../texts/language.ts'
import { column, toDashboard } from '../house/links.ts'
import type { Column } from '../house/table.ts'
import { kecamatanLink, targetLink } from './places.ts'

/** `field` holds ids of targets. */
export function targetColumn(field: string, title: Words): Column {
  return {
    field,
    title,
    filterable: true,
    link: targetLink(column(field)),
  }
}

/** `field` holds causes that are no single target: nothing of them is one level down. */
export function widerColumn(field: string): Column {
  return {
    field,
    title: { en: 'What they share', id: 'Kesamaan mereka' },
    link: {
      title: { en: 'Show incidents', id: 'Lihat insiden' },
      url: toDashboard('ronda-incidents'),
    },
  }
}

export const KECAMATAN_COLUMN: Column = {
  field: 'kec',
  title: { en: 'Kecamatan', id: 'Kecamatan' },
  filterable: true,
  link: kecamatanLink(column('kec')),
}

/** `field` holds epoch milliseconds; shown as "3 hours ago". */
export function sinceColumn(field: string, title: Words = { en: 'Since', id: 'Sejak' }): Column {
  return { field, title, unit: 'dateTimeFromNow', width: 130 }
}

export function countColumn(field: string, title: Words): Column {
  return { field, title, unit: 'short', width: 100 }
}
