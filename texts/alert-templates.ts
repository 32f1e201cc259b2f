// The words of messages that Grafana sends: what stands before a value of an alert.
import type { Language } from './language.ts'

const EN = {
  alerts: '({count} alerts)',
  recovered: 'Recovered',
  cause: 'Cause',
  kind: 'Kind',
  condition: 'Shows',
  target: 'ID',
  where: 'Where',
  owner: 'Owner',
  isp: 'ISP',
  since: 'Since',
  until: 'Over since',
  runbook: 'What to do',
  dashboard: 'Dashboard',
  several: 'several causes',
  shared: 'common cause',
  planned: 'still dead after what was planned',
  probe: 'the probe itself',
  rest: 'This is not all: there are {count} alerts. The whole list is in Grafana.',
} as const

export type AlertWord = keyof typeof EN

const ID: Readonly<Record<AlertWord, string>> = {
  alerts: '({count} peringatan)',
  recovered: 'Pulih',
  cause: 'Penyebab',
  kind: 'Jenis',
  condition: 'Tampak',
  target: 'ID',
  where: 'Lokasi',
  owner: 'Pemilik',
  isp: 'ISP',
  since: 'Sejak',
  until: 'Selesai sejak',
  runbook: 'Yang perlu dilakukan',
  dashboard: 'Dasbor',
  several: 'beberapa penyebab',
  shared: 'penyebab bersama',
  planned: 'masih mati setelah yang direncanakan berakhir',
  probe: 'alat periksa itu sendiri',
  rest: 'Ini belum semuanya: ada {count} peringatan. Daftar lengkap ada di Grafana.',
}

/** Before a value; `{count}`: how many alerts one message tells. */
export const ALERT_WORDS: Readonly<Record<Language, Readonly<Record<AlertWord, string>>>> = {
  en: EN,
  id: ID,
}
