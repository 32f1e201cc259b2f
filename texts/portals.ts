// What is said of a portal that does not show what residents are to see.
import type { PortalCondition } from '../fleet/feed-condition.ts'
import type { Language } from './language.ts'
import type { ReasonText } from './reason-text.ts'

type Words<W extends string> = Readonly<Record<Language, Readonly<Record<W, string>>>>

export const PORTAL_TEXTS: Readonly<
  Record<Language, Readonly<Record<PortalCondition, ReasonText>>>
> = {
  en: {
    portal_error: {
      name: 'does not come',
      full: 'what residents are to see does not come ({fault})',
      bare: 'what residents are to see does not come',
    },
    portal_stuck: {
      name: 'stands still',
      full: 'its live video stands still',
      bare: 'its live video stands still',
    },
  },
  id: {
    portal_error: {
      name: 'tidak muncul',
      full: 'yang seharusnya dilihat warga tidak muncul ({fault})',
      bare: 'yang seharusnya dilihat warga tidak muncul',
    },
    portal_stuck: {
      name: 'berhenti',
      full: 'siaran langsungnya berhenti bergerak',
      bare: 'siaran langsungnya berhenti bergerak',
    },
  },
}

/** What stands behind its name: `portal Siaran Kota does not come`. */
export const PORTAL_SHOWS_TEXTS: Words<PortalCondition> = {
  en: { portal_error: 'does not come', portal_stuck: 'stands still' },
  id: { portal_error: 'tidak muncul', portal_stuck: 'berhenti bergerak' },
}

/** As in probes/portal/portal-look.ts; a test compares. */
export const PORTAL_FAULT_WORDS = [
  'refused',
  'unreachable',
  'timeout',
  'tls',
  'status',
  'protocol',
  'too_much',
  'redirects',
  'no_segments',
  'segment_missing',
  'stuck',
  'aborted',
] as const

export const PORTAL_FAULT_TEXTS: Words<(typeof PORTAL_FAULT_WORDS)[number]> = {
  en: {
    refused: 'nothing listens at its address',
    unreachable: 'it cannot be reached, or its name is not known',
    timeout: 'no answer in time',
    tls: 'its certificate is refused',
    status: 'its server refuses, or fails',
    protocol: 'what comes cannot be understood',
    too_much: 'too much comes',
    redirects: 'it sends one on and on',
    no_segments: 'nothing is on',
    segment_missing: 'what its list names is not there',
    stuck: 'its list does not move on',
    aborted: 'called off',
  },
  id: {
    refused: 'tidak ada yang melayani di alamatnya',
    unreachable: 'tidak terjangkau, atau namanya tidak dikenal',
    timeout: 'tidak ada jawaban tepat waktu',
    tls: 'sertifikatnya ditolak',
    status: 'servernya menolak atau gagal',
    protocol: 'isinya tidak dapat dipahami',
    too_much: 'terlalu banyak yang datang',
    redirects: 'terus dialihkan',
    no_segments: 'tidak ada siaran',
    segment_missing: 'yang disebut daftarnya tidak ada',
    stuck: 'daftarnya tidak bergerak',
    aborted: 'dibatalkan',
  },
}

/** Why a portal does not show what it should; an unknown word as it is. */
export function portalFaultText(language: Language, fault: string): string {
  const texts: Readonly<Record<string, string>> = PORTAL_FAULT_TEXTS[language]
  return (Object.hasOwn(texts, fault) ? texts[fault] : undefined) ?? fault
}

export function isPortalCondition(word: string): word is PortalCondition {
  return Object.hasOwn(PORTAL_TEXTS.en, word)
}
