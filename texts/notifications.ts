// The words of messages to people: what stands around an incident's headline and sentence, in a page, a recovery, a digest.
import { fill, type Language, type Values } from './language.ts'

type Severity = 'critical' | 'warning' | 'info'

export const SEVERITY_TEXTS: Readonly<Record<Language, Readonly<Record<Severity, string>>>> = {
  en: { critical: 'Critical', warning: 'Warning', info: 'For information' },
  id: { critical: 'Genting', warning: 'Peringatan', info: 'Untuk diketahui' },
}

const EN = {
  /** Titles: what stands before the headline of an incident. */
  escalatedTitle: 'Nobody acknowledged: {headline}',
  recoveredTitle: 'Recovered: {headline}',
  withdrawnTitle: 'No longer watched: {headline}',
  /** Before the first line of what another receiver did not take. */
  notReached: '[{receiver} not reached] {headline}',
  digestTitle: '{incidents}: {affected} affected, {area}, since {time}',
  digestOver: '{incidents} over: {affected} were affected, {area}, since {time}',
  digestMixed: '{incidents} ({over} over): {affected} affected, {area}, since {time}',
  incident: '{count} incident',
  incidents: '{count} incidents',
  /** Lines. */
  first: '{severity}. {sentence}',
  digestSeverities: 'By severity: {shares}',
  digestLine: '{severity}: {headline}',
  digestOverLine: 'Over: {headline}',
  digestWithdrawnLine: 'No longer watched: {headline}',
  withdrawnPlanned:
    'While that lasts nobody is told of it; what is still dead when it ends is told anew.',
  withdrawnGone: 'It is not asked any more: nothing more will be told of it.',
  withdrawnBy: 'Decided by {owner}, until {until}: {why}',
  partWithdrawn:
    'Among them no longer watched (switched off on purpose, or no longer in the estate): {count}',
  refusedBy: 'You are told because {receiver} refused the message: {why}',
  flapping:
    'It goes down and up again and again. You will hear of it once more, when it has kept still.',
  toldBefore: 'Told before, without an acknowledgement: {names}',
  acknowledged: 'Acknowledged {time} by {by}',
  acknowledgedNote: 'Acknowledged {time} by {by}: {note}',
  byKecamatan: 'By kecamatan: {shares}',
  byKind: 'By kind: {shares}',
  byOwner: 'By owner: {shares}',
  more: '{shares} and {count} more with {sum} together',
  noKecamatan: 'in no kecamatan',
  noOwner: 'no known owner',
  link: 'Incident: {link}',
  listLink: 'Whole list: {link}',
  ackLink: 'Acknowledge: {link}',
  announcedTargets: 'Targets concerned: {count}',
  /** Said by a channel where a message or a list has a limit. */
  list: 'Affected:',
  attachedList: 'The whole list ({count}) is in the attached file.',
  attachedText: 'This is not all: the whole message is in the attached file.',
  attachedBoth:
    'This is not all: the whole message and the list ({count}) are in the attached file.',
} as const

export type NotificationFrame = keyof typeof EN

const ID: Readonly<Record<NotificationFrame, string>> = {
  escalatedTitle: 'Belum ada yang menanggapi: {headline}',
  recoveredTitle: 'Pulih: {headline}',
  withdrawnTitle: 'Tidak dipantau lagi: {headline}',
  notReached: '[{receiver} tidak terjangkau] {headline}',
  digestTitle: '{incidents}: {affected} terdampak, {area}, sejak {time}',
  digestOver: '{incidents} selesai: {affected} terdampak, {area}, sejak {time}',
  digestMixed: '{incidents} ({over} selesai): {affected} terdampak, {area}, sejak {time}',
  incident: '{count} insiden',
  incidents: '{count} insiden',
  first: '{severity}. {sentence}',
  digestSeverities: 'Menurut tingkat: {shares}',
  digestLine: '{severity}: {headline}',
  digestOverLine: 'Selesai: {headline}',
  digestWithdrawnLine: 'Tidak dipantau lagi: {headline}',
  withdrawnPlanned:
    'Selama itu tidak ada kabar tentangnya; yang masih mati saat itu berakhir akan dikabarkan lagi.',
  withdrawnGone: 'Tidak ditanya lagi: tidak akan ada kabar lagi tentangnya.',
  withdrawnBy: 'Diputuskan oleh {owner}, sampai {until}: {why}',
  partWithdrawn:
    'Di antaranya tidak dipantau lagi (dinonaktifkan, atau tidak ada lagi dalam data kota): {count}',
  refusedBy: 'Dikabarkan kepada Anda karena {receiver} menolak pesannya: {why}',
  flapping:
    'Berulang kali mati dan hidup lagi. Kabar berikutnya hanya sekali, setelah keadaannya tetap.',
  toldBefore: 'Sudah dikabari, tanpa tanggapan: {names}',
  acknowledged: 'Ditanggapi {time} oleh {by}',
  acknowledgedNote: 'Ditanggapi {time} oleh {by}: {note}',
  byKecamatan: 'Menurut kecamatan: {shares}',
  byKind: 'Menurut jenis: {shares}',
  byOwner: 'Menurut pemilik: {shares}',
  more: '{shares} dan {count} lainnya, bersama-sama {sum}',
  noKecamatan: 'tanpa kecamatan',
  noOwner: 'pemilik tidak diketahui',
  link: 'Insiden: {link}',
  listLink: 'Daftar lengkap: {link}',
  ackLink: 'Tanggapi: {link}',
  announcedTargets: 'Yang dimaksud: {count}',
  list: 'Terdampak:',
  attachedList: 'Daftar lengkap ({count}) ada di berkas terlampir.',
  attachedText: 'Ini belum semuanya: pesan lengkap ada di berkas terlampir.',
  attachedBoth: 'Ini belum semuanya: pesan lengkap dan daftar ({count}) ada di berkas terlampir.',
}

export const NOTIFICATION_FRAMES: Readonly<
  Record<Language, Readonly<Record<NotificationFrame, string>>>
> = { en: EN, id: ID }

/** A frame with its values filled in. */
export function notificationText(
  language: Language,
  frame: NotificationFrame,
  values: Values = {},
): string {
  return fill(NOTIFICATION_FRAMES[language][frame], values)
}
