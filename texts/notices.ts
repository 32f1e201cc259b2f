// What the program says about itself where everybody sees it: on the page's head and in `ronda status`.
import { fill, type Language, type Values } from './language.ts'
import type { Clock } from './sentence.ts'
import { isSeriesProblem, seriesProblemText } from './series.ts'
import { formatCount, formatTime } from './times.ts'

const NOTICES = [
  'synthetic-city',
  'simulated-pinger',
  'scripted-faults',
  'store-cannot-write',
  'blind',
  'starting',
  'nobody-is-told',
  'told-by-grafana',
  'receiver-fails',
  'messages-refused',
  'series-held',
  'series-waiting',
  'series-dropping',
  'spool-cannot-write',
] as const
export type NoticeKey = (typeof NOTICES)[number]

export const NOTICE_TEXTS: Readonly<Record<Language, Readonly<Record<NoticeKey, string>>>> = {
  en: {
    'synthetic-city': 'This city is synthetic: no real camera is watched.',
    'simulated-pinger':
      'The pinger is simulated: this user may not send ICMP. To allow it: sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
    'scripted-faults': 'The faults you see follow a script.',
    'store-cannot-write':
      'The store cannot write: states stay right, but history is kept in memory only and may be lost.',
    blind:
      'The probe itself is blind: its own anchors are silent, so no state changes until they answer.',
    starting: 'The first round is still being walked: what is not yet asked is shown as unknown.',
    'nobody-is-told': 'Nobody is told of outages: ronda.yaml has no alerts part (docs/alerts.md).',
    'told-by-grafana':
      'Causes are told by Grafana; Ronda itself announces what people do (alerts.delivery).',
    'receiver-fails':
      'Messages to {receiver} have not got through since {since}; they wait, and are tried again.',
    'messages-refused':
      'Messages that their receiver refused for good, and that were not delivered: {count}. Copies went to the fallback.',
    'series-held': 'Since {since}: {what}. To mend it: {remedy}.',
    'series-waiting': 'Since {since}: {what}.',
    'series-dropping':
      'The spool is full: time series for {name} have lost {count} points so far, the oldest of the finest first.',
    'spool-cannot-write':
      'The spool cannot be written since {since}: new points of time series wait in memory, and are lost if Ronda ends.',
  },
  id: {
    'synthetic-city': 'Kota ini buatan: tidak ada kamera sungguhan yang dipantau.',
    'simulated-pinger':
      'Ping disimulasikan: pengguna ini tidak boleh mengirim ICMP. Untuk mengizinkan: sudo sysctl -w net.ipv4.ping_group_range="0 2147483647"',
    'scripted-faults': 'Gangguan yang terlihat mengikuti naskah.',
    'store-cannot-write':
      'Penyimpanan tidak dapat menulis: keadaan tetap benar, tetapi riwayat hanya ada di memori dan bisa hilang.',
    blind:
      'Alat periksa sendiri buta: jangkarnya diam, jadi tidak ada keadaan yang berubah sampai jangkar menjawab.',
    starting:
      'Ronda pertama masih berjalan: yang belum ditanya ditampilkan sebagai tidak diketahui.',
    'nobody-is-told':
      'Tidak ada yang dikabari bila ada gangguan: ronda.yaml tidak punya bagian alerts (docs/alerts.md).',
    'told-by-grafana':
      'Penyebab dikabarkan oleh Grafana; Ronda sendiri mengumumkan apa yang dilakukan orang (alerts.delivery).',
    'receiver-fails':
      'Pesan kepada {receiver} tidak terkirim sejak {since}; pesan menunggu dan dicoba lagi.',
    'messages-refused':
      'Pesan yang ditolak penerimanya untuk selamanya, dan tidak tersampaikan: {count}. Salinannya dikirim ke penerima cadangan.',
    'series-held': 'Sejak {since}: {what}. Untuk memperbaikinya: {remedy}.',
    'series-waiting': 'Sejak {since}: {what}.',
    'series-dropping':
      'Spool penuh: deret waktu untuk {name} sejauh ini kehilangan {count} data, yang terhalus dan tertua lebih dulu.',
    'spool-cannot-write':
      'Spool tidak dapat ditulis sejak {since}: data deret waktu yang baru menunggu di memori, dan hilang bila Ronda berhenti.',
  },
}

/** What is switched off on purpose now. */
export interface PlannedHold {
  /** Suspensions and maintenance windows that hold, 1 or more. */
  readonly active: number
  /** Targets that are off by them. */
  readonly targets: number
  /** The one that ends first; `at` is epoch milliseconds. */
  readonly nextEnd: { readonly id: string; readonly kind: string; readonly at: number }
}

export const PLANNED_HOLD_TEXTS: Readonly<
  Record<Language, Readonly<Record<'suspension' | 'maintenance' | 'many', string>>>
> = {
  en: {
    suspension: '1 suspension holds: {targets} {target} until {time} ({id})',
    maintenance: '1 maintenance window holds: {targets} {target} until {time} ({id})',
    many: '{active} planned outages hold: {targets} {target}, the next ends {time} ({id})',
  },
  id: {
    suspension: '1 penonaktifan berlaku: {targets} {target} sampai {time} ({id})',
    maintenance: '1 pemeliharaan berlaku: {targets} {target} sampai {time} ({id})',
    many: '{active} rencana berlaku: {targets} {target}, yang berikut berakhir {time} ({id})',
  },
}

/** `1 suspension holds: 4,471 targets until 23 Dec 00:00:00 WIB (sus-1)`. */
export function plannedHoldText(language: Language, hold: PlannedHold, clock: Clock): string {
  const { active, targets, nextEnd } = hold
  const texts = PLANNED_HOLD_TEXTS[language]
  const one = nextEnd.kind === 'maintenance' ? texts.maintenance : texts.suspension
  return fill(active === 1 ? one : texts.many, {
    active: formatCount(language, active),
    targets: formatCount(language, targets),
    target: language === 'id' ? 'sasaran' : targets === 1 ? 'target' : 'targets',
    time: formatTime(language, nextEnd.at, clock.timezone, clock.now),
    id: nextEnd.id,
  })
}

/**
 * The sentence of a key, with `values` in its places, `since` (epoch milliseconds) as a time; a plain sentence as it is.
 * The `code` of a problem with a database becomes its sentence and remedy.
 */
export function noticeText(
  language: Language,
  text: string,
  values: Values = {},
  clock?: Clock,
): string {
  const key = NOTICES.find((name) => name === text)
  if (key === undefined) return text
  const { since, count, code } = values as Partial<Values>
  return fill(NOTICE_TEXTS[language][key], {
    ...values,
    ...(isSeriesProblem(code) ? seriesProblemText(language, { code, values }) : {}),
    ...(typeof count === 'number' ? { count: formatCount(language, count) } : {}),
    ...(typeof since === 'number' && clock
      ? { since: formatTime(language, since, clock.timezone, clock.now) }
      : {}),
  })
}
