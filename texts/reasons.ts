// Why a target is in its state: a short name, and a clause that stands behind "down since ...:".
import { REASONS, type Reason } from '../fleet/state.ts'
import { FEED_TEXTS } from './feeds.ts'
import type { Language } from './language.ts'
import { PORTAL_TEXTS } from './portals.ts'
import type { ReasonText } from './reason-text.ts'

export const REASON_TEXTS: Readonly<Record<Language, Readonly<Record<Reason, ReasonText>>>> = {
  en: {
    ...FEED_TEXTS.en,
    ...PORTAL_TEXTS.en,
    'never-asked': {
      name: 'not asked yet',
      full: 'it has not been asked yet',
      bare: 'it has not been asked yet',
    },
    answers: {
      name: 'answers',
      full: 'it answers and loses nothing, the last echo took {rtt}',
      bare: 'it answers and loses nothing',
    },
    'all-lost': {
      name: 'no answer at all',
      full: 'none of {sent} echoes was answered, and nobody on the way said why',
      bare: 'no echo was answered, and nobody on the way said why',
    },
    refused: {
      name: 'refused on the way',
      full: 'none of {sent} echoes was answered, and {reporter} on the way reported: {cause}',
      bare: 'no echo was answered, and a router on the way said that it cannot be reached',
    },
    'part-lost': {
      name: 'loses packets',
      full: '{lost} of {sent} echoes were lost',
      bare: 'part of the echoes was lost',
    },
    'clean-again': {
      name: 'clean again',
      full: 'it has lost nothing for long enough after a time of loss',
      bare: 'it has lost nothing for long enough after a time of loss',
    },
    'answers-again': {
      name: 'answers again',
      full: 'it answers again after being down, the last echo took {rtt}',
      bare: 'it answers again after being down',
    },
    'anchor-answers': {
      name: 'only an address behind it answers',
      full: 'its own address is silent, but {anchor} behind it answers, so the line lives',
      bare: 'its own address is silent, but an address behind it answers, so the line lives',
    },
    'parent-down': {
      name: 'parent is down',
      full: '{parent} above it is down',
      bare: 'something above it is down',
    },
    planned: {
      name: 'switched off on purpose',
      full: '{plannedId} of {owner} covers it until {until}: {why}',
      bare: 'it is switched off on purpose',
    },
    unsendable: {
      name: 'cannot be sent to',
      full: 'this machine cannot send to its address (no route, or a local firewall refuses)',
      bare: 'this machine cannot send to its address (no route, or a local firewall refuses)',
    },
  },
  id: {
    ...FEED_TEXTS.id,
    ...PORTAL_TEXTS.id,
    'never-asked': {
      name: 'belum ditanya',
      full: 'belum pernah ditanya',
      bare: 'belum pernah ditanya',
    },
    answers: {
      name: 'menjawab',
      full: 'menjawab tanpa kehilangan, echo terakhir memakan {rtt}',
      bare: 'menjawab tanpa kehilangan',
    },
    'all-lost': {
      name: 'sama sekali tidak menjawab',
      full: 'tidak satu pun dari {sent} echo dijawab, dan tidak ada perangkat di jalur yang memberi sebab',
      bare: 'tidak satu pun echo dijawab, dan tidak ada perangkat di jalur yang memberi sebab',
    },
    refused: {
      name: 'ditolak di jalur',
      full: 'tidak satu pun dari {sent} echo dijawab, dan {reporter} di jalur melaporkan: {cause}',
      bare: 'tidak satu pun echo dijawab, dan sebuah router di jalur menyatakan tidak terjangkau',
    },
    'part-lost': {
      name: 'kehilangan paket',
      full: '{lost} dari {sent} echo hilang',
      bare: 'sebagian echo hilang',
    },
    'clean-again': {
      name: 'bersih kembali',
      full: 'sudah cukup lama tanpa kehilangan setelah sempat terganggu',
      bare: 'sudah cukup lama tanpa kehilangan setelah sempat terganggu',
    },
    'answers-again': {
      name: 'menjawab kembali',
      full: 'menjawab kembali setelah mati, echo terakhir memakan {rtt}',
      bare: 'menjawab kembali setelah mati',
    },
    'anchor-answers': {
      name: 'hanya alamat di belakangnya menjawab',
      full: 'alamatnya sendiri diam, tetapi {anchor} di belakangnya menjawab, jadi salurannya hidup',
      bare: 'alamatnya sendiri diam, tetapi alamat di belakangnya menjawab, jadi salurannya hidup',
    },
    'parent-down': {
      name: 'induk mati',
      full: '{parent} di atasnya mati',
      bare: 'sesuatu di atasnya mati',
    },
    planned: {
      name: 'dimatikan dengan sengaja',
      full: '{plannedId} milik {owner} berlaku sampai {until}: {why}',
      bare: 'dimatikan dengan sengaja',
    },
    unsendable: {
      name: 'tidak dapat dikirimi',
      full: 'mesin ini tidak dapat mengirim ke alamatnya (tidak ada rute, atau firewall lokal menolak)',
      bare: 'mesin ini tidak dapat mengirim ke alamatnya (tidak ada rute, atau firewall lokal menolak)',
    },
  },
}

/** True for a word of fleet/state.ts; other programs' words are shown as they come. */
export function isReason(word: string): word is Reason {
  return (REASONS as readonly string[]).includes(word)
}

/** The short name of a reason; an unknown word as it is. */
export function reasonName(language: Language, reason: string): string {
  return isReason(reason) ? REASON_TEXTS[language][reason].name : reason
}
