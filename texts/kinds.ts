// What kinds of target and what levels of area there are, named for one and for many.
import type { Language } from './language.ts'

interface Name {
  readonly one: string
  readonly many: string
}

const KINDS = ['node', 'uplink', 'nvr', 'camera', 'portal'] as const
const LEVELS = ['kecamatan', 'kelurahan', 'rw', 'rt'] as const

export const KIND_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof KINDS)[number], Name>>>
> = {
  en: {
    node: { one: 'node', many: 'nodes' },
    uplink: { one: 'uplink', many: 'uplinks' },
    nvr: { one: 'NVR', many: 'NVRs' },
    camera: { one: 'camera', many: 'cameras' },
    portal: { one: 'portal', many: 'portals' },
  },
  id: {
    node: { one: 'simpul', many: 'simpul' },
    uplink: { one: 'uplink', many: 'uplink' },
    nvr: { one: 'NVR', many: 'NVR' },
    camera: { one: 'kamera', many: 'kamera' },
    portal: { one: 'portal', many: 'portal' },
  },
}

/** Levels of area keep their Indonesian names in both languages: English has none that is exact. */
export const LEVEL_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof LEVELS)[number], string>>>
> = {
  en: { kecamatan: 'kecamatan', kelurahan: 'kelurahan', rw: 'RW', rt: 'RT' },
  id: { kecamatan: 'kecamatan', kelurahan: 'kelurahan', rw: 'RW', rt: 'RT' },
}

/** `uplink`, or `uplinks` where more than one is meant; an unknown kind as it is. */
export function kindName(language: Language, kind: string, count = 1): string {
  const known = KINDS.find((name) => name === kind)
  if (known === undefined) return kind
  const name = KIND_TEXTS[language][known]
  return count === 1 ? name.one : name.many
}

/** The name of a level of area; an unknown one as it is. */
export function levelName(language: Language, level: string): string {
  const known = LEVELS.find((name) => name === level)
  return known === undefined ? level : LEVEL_TEXTS[language][known]
}
