// Why a database of time series has a problem, where it is Ronda that found it: by a code, in words, with what helps.
import { fill, type Language, type Values } from './language.ts'

/** Codes of Node.js for connections that failed, and the words of store/influx/problem.ts for what Ronda found itself. */
const REASONS = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'EPROTO',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ABORT_ERR',
  'no-http',
  'no-connection',
  'no-answer',
  'other-version',
  'points-ahead',
  'nothing-back',
  'other-back',
] as const
export type SeriesReason = (typeof REASONS)[number]

export const SERIES_REASON_TEXTS: Readonly<
  Record<Language, Readonly<Record<SeriesReason, string>>>
> = {
  en: {
    ECONNREFUSED: 'nobody listens there',
    ENOTFOUND: 'the name is unknown',
    EAI_AGAIN: 'the name cannot be looked up now',
    ECONNRESET: 'the connection broke off',
    EHOSTUNREACH: 'no way to that machine',
    ENETUNREACH: 'no way to that network',
    ETIMEDOUT: 'no connection in time',
    EPROTO: 'it does not speak TLS, or not as we do',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself: name it as caFile',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'its certificate is of an unknown authority: name that authority as caFile',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
    ABORT_ERR: 'we are closing',
    'no-http': 'it does not speak HTTP',
    'no-connection': 'no connection',
    'no-answer': 'no answer within {seconds} s',
    'other-version': 'it is InfluxDB {version}',
    'points-ahead': 'points are ahead of our clock, and it does not tell its own',
    'nothing-back': 'it took a point and gives none back',
    'other-back': 'it took a point and gives another one back',
  },
  id: {
    ECONNREFUSED: 'tidak ada yang mendengarkan di sana',
    ENOTFOUND: 'namanya tidak dikenal',
    EAI_AGAIN: 'namanya sedang tidak bisa dicari',
    ECONNRESET: 'sambungannya terputus',
    EHOSTUNREACH: 'tidak ada jalan ke mesin itu',
    ENETUNREACH: 'tidak ada jalan ke jaringan itu',
    ETIMEDOUT: 'tidak tersambung pada waktunya',
    EPROTO: 'tidak berbicara TLS, atau tidak seperti kita',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'sertifikatnya ditandatangani sendiri: tulis sebagai caFile',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'sertifikatnya dari otoritas yang tidak dikenal: tulis otoritas itu sebagai caFile',
    CERT_HAS_EXPIRED: 'sertifikatnya sudah kedaluwarsa',
    CERT_NOT_YET_VALID: 'sertifikatnya belum berlaku',
    ERR_TLS_CERT_ALTNAME_INVALID: 'sertifikatnya untuk nama lain',
    ABORT_ERR: 'kita sedang menutup',
    'no-http': 'tidak berbicara HTTP',
    'no-connection': 'tidak tersambung',
    'no-answer': 'tidak ada jawaban dalam {seconds} dtk',
    'other-version': 'itu InfluxDB {version}',
    'points-ahead': 'ada data yang lebih maju dari jam kita, dan jamnya sendiri tidak disebutnya',
    'nothing-back': 'satu data diterimanya, tetapi tidak dikembalikan',
    'other-back': 'satu data diterimanya, tetapi yang dikembalikan lain',
  },
}

/** What helps against that reason, where the problem alone does not tell it. */
const SERIES_REASON_REMEDIES: Readonly<
  Record<Language, Readonly<Partial<Record<SeriesReason, string>>>>
> = {
  en: {
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'name its certificate (PEM) as caFile of that database in ronda.yaml, then start Ronda again',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'name the certificate (PEM) of the authority that signed it as caFile of that database in ronda.yaml, then start Ronda again',
    CERT_HAS_EXPIRED:
      'renew its certificate there; if caFile in ronda.yaml names the old one, put the new one in its place and start Ronda again',
    CERT_NOT_YET_VALID:
      'see whether the clock of this machine is right (timedatectl); else mend the certificate there, and caFile in ronda.yaml if it names that one',
  },
  id: {
    DEPTH_ZERO_SELF_SIGNED_CERT:
      'tulis sertifikatnya (PEM) sebagai caFile database itu di ronda.yaml, lalu jalankan Ronda lagi',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      'tulis sertifikat (PEM) otoritas penandatangannya sebagai caFile database itu di ronda.yaml, lalu jalankan Ronda lagi',
    CERT_HAS_EXPIRED:
      'perbarui sertifikatnya di sana; jika caFile di ronda.yaml menunjuk yang lama, ganti dengan yang baru dan jalankan Ronda lagi',
    CERT_NOT_YET_VALID:
      'periksa apakah jam mesin ini benar (timedatectl); jika benar, perbaiki sertifikat di sana, dan caFile di ronda.yaml jika menunjuk sertifikat itu',
  },
}

/** Codes that say the same to a person. */
const SAME: Readonly<Record<string, SeriesReason>> = {
  EPIPE: 'ECONNRESET',
  SELF_SIGNED_CERT_IN_CHAIN: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  UNABLE_TO_GET_ISSUER_CERT: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
}

/** `nobody listens there (ECONNREFUSED)`, then what the server itself said; empty where neither is known. */
export function seriesReasonText(language: Language, values: Values): string {
  const { why, said } = values as Partial<Values>
  const parts = why === undefined ? [] : [reasonText(language, String(why), values)]
  if (said !== undefined && said !== '') parts.push(String(said))
  return parts.join(': ')
}

/** Undefined where the problem's own remedy is all there is to say. */
export function seriesReasonRemedy(language: Language, { why }: Values): string | undefined {
  return why === undefined ? undefined : SERIES_REASON_REMEDIES[language][reasonOf(String(why))]
}

function reasonText(language: Language, why: string, values: Values): string {
  const words = fill(SERIES_REASON_TEXTS[language][reasonOf(why)], values)
  // Codes of Node.js are what one searches for; words of our own are none.
  return /^[A-Z]/.test(why) ? `${words} (${why})` : words
}

function reasonOf(why: string): SeriesReason {
  const known = REASONS.find((reason) => reason === why)
  if (known !== undefined) return known
  if (why.startsWith('HPE_')) return 'no-http'
  if (why.startsWith('ERR_SSL_')) return 'EPROTO'
  return Object.hasOwn(SAME, why) ? (SAME[why] as SeriesReason) : 'no-connection'
}
