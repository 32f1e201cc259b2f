// What the program says about itself where everybody sees it: on the page's head and in `ronda status`.
import { fill, type Language } from './language.ts'

const NOTICES = [
  'synthetic-city',
  'simulated-pinger',
  'scripted-faults',
  'store-cannot-write',
  'blind',
  'starting',
  'nobody-is-told',
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
  },
}

/** That messages to a receiver do not get through; `since`: as people read it. */
export function receiverFailsText(language: Language, receiver: string, since: string): string {
  return fill(RECEIVER_FAILS[language], { receiver, since })
}

const RECEIVER_FAILS: Readonly<Record<Language, string>> = {
  en: 'Messages to {receiver} have not got through since {since}; they wait, and are tried again.',
  id: 'Pesan kepada {receiver} tidak terkirim sejak {since}; pesan menunggu dan dicoba lagi.',
}

/** The sentence of a key; a plain sentence as it is. */
export function noticeText(language: Language, text: string): string {
  const key = NOTICES.find((name) => name === text)
  return key === undefined ? text : NOTICE_TEXTS[language][key]
}
