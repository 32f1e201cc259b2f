// What an NVR says of itself, in words: why a slot has no video, how its disks are, why it said nothing.
import type { VideoLossReason } from '../fleet/feed-condition.ts'
import type { Language } from './language.ts'

/** As in probes/nvr/nvr-look.ts; a test compares. */
export const FAULT_WORDS = [
  'refused',
  'unreachable',
  'timeout',
  'tls',
  'auth',
  'busy',
  'unsupported',
  'protocol',
  'too_much',
  'aborted',
] as const

type Words<Key extends string> = Readonly<Record<Language, Readonly<Record<Key, string>>>>

export const VIDEO_LOSS_TEXTS: Words<VideoLossReason> = {
  en: {
    no_video: 'no video signal',
    net_unreachable: 'the camera cannot be reached',
    camera_auth: "the camera refuses the NVR's password",
    ip_conflict: 'its address is taken twice',
    stream_fail: 'its stream cannot be had',
    bandwidth: 'the NVR has no bandwidth left',
    not_configured: 'no camera is set up here',
    unsupported: 'the NVR cannot work with this camera',
  },
  id: {
    no_video: 'tidak ada sinyal video',
    net_unreachable: 'kamera tidak terjangkau',
    camera_auth: 'kamera menolak kata sandi NVR',
    ip_conflict: 'alamatnya terpakai ganda',
    stream_fail: 'alirannya tidak didapat',
    bandwidth: 'lebar pita NVR habis',
    not_configured: 'belum ada kamera yang diatur di sini',
    unsupported: 'NVR tidak mendukung kamera ini',
  },
}

export const RECORDER_FAULT_TEXTS: Words<(typeof FAULT_WORDS)[number]> = {
  en: {
    refused: 'it refuses the connection',
    unreachable: 'it cannot be reached',
    timeout: 'it did not answer in time',
    tls: 'no encrypted connection can be made',
    auth: 'it refuses our user or password',
    busy: 'it is too busy',
    unsupported: 'it knows no such question',
    protocol: 'its answer cannot be understood',
    too_much: 'its answer is too long',
    aborted: 'the question was called off',
  },
  id: {
    refused: 'menolak sambungan',
    unreachable: 'tidak terjangkau',
    timeout: 'tidak menjawab tepat waktu',
    tls: 'sambungan terenkripsi tidak dapat dibuat',
    auth: 'menolak nama pengguna atau kata sandi kita',
    busy: 'terlalu sibuk',
    unsupported: 'tidak mengenal pertanyaan itu',
    protocol: 'jawabannya tidak dapat dipahami',
    too_much: 'jawabannya terlalu panjang',
    aborted: 'pertanyaan dibatalkan',
  },
}

export const STORAGE_TEXTS: Words<'ok' | 'degraded' | 'failed' | 'unknown'> = {
  en: {
    ok: 'well',
    degraded: 'one of several is ill',
    failed: 'nothing can be recorded',
    unknown: 'not known',
  },
  id: {
    ok: 'baik',
    degraded: 'sebagian sakit',
    failed: 'tidak ada yang dapat direkam',
    unknown: 'tidak diketahui',
  },
}

export const CONNECTED_TEXTS: Words<'yes' | 'no' | 'unknown'> = {
  en: { yes: 'connected', no: 'not connected', unknown: 'not said' },
  id: { yes: 'tersambung', no: 'tidak tersambung', unknown: 'tidak disebut' },
}

/** Why a slot has no video; an unknown word as it is. */
export function videoLossText(language: Language, reason: string): string {
  return textOf(VIDEO_LOSS_TEXTS[language], reason)
}

/** Why an NVR gave no facts; an unknown word as it is. */
export function recorderFaultText(language: Language, fault: string): string {
  return textOf(RECORDER_FAULT_TEXTS[language], fault)
}

function textOf(texts: Readonly<Partial<Record<string, string>>>, word: string): string {
  return (Object.hasOwn(texts, word) ? texts[word] : undefined) ?? word
}
