// The ladder in words: its rungs, how each went, and the features that the judge goes by.
import { type Language, LOCALES } from './language.ts'
import { formatShare } from './times.ts'

/** As in probes/feeds/rung.ts; a test compares. */
export const RUNG_WORDS = [
  'nvr_api',
  'page',
  'playlist',
  'segment',
  'connect',
  'tls',
  'options',
  'describe',
  'setup',
  'play',
  'data',
  'keyframe',
  'bitstream',
  'picture',
  'confirm',
] as const

export const RUNG_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof RUNG_WORDS)[number], string>>>
> = {
  en: {
    nvr_api: 'NVR asked',
    page: 'page answers',
    playlist: 'playlist',
    segment: 'piece of video',
    connect: 'connection',
    tls: 'encryption (TLS)',
    options: 'RTSP answers',
    describe: 'stream described',
    setup: 'session granted',
    play: 'playing',
    data: 'data comes',
    keyframe: 'whole picture',
    bitstream: 'sizes judged',
    picture: 'picture judged',
    confirm: 'confirmed',
  },
  id: {
    nvr_api: 'NVR ditanya',
    page: 'halaman menjawab',
    playlist: 'daftar putar',
    segment: 'potongan video',
    connect: 'sambungan',
    tls: 'enkripsi (TLS)',
    options: 'RTSP menjawab',
    describe: 'aliran diuraikan',
    setup: 'sesi diizinkan',
    play: 'diputar',
    data: 'data datang',
    keyframe: 'gambar utuh',
    bitstream: 'ukuran dinilai',
    picture: 'gambar dinilai',
    confirm: 'dipastikan',
  },
}

export const RUNG_RESULT_TEXTS: Readonly<
  Record<Language, Readonly<Record<'ok' | 'failed' | 'skipped', string>>>
> = {
  en: { ok: 'ok', failed: 'failed', skipped: 'skipped' },
  id: { ok: 'baik', failed: 'gagal', skipped: 'dilewati' },
}

/** As `Features` in probes/picture/picture.ts. */
export const FEATURE_TEXTS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    codec: 'codec',
    width: 'width (px)',
    height: 'height (px)',
    bpp: 'keyframe, bits per pixel',
    qp: 'quantiser (0 to 51)',
    complexity: 'complexity',
    skip: 'frames with next to nothing',
    fps: 'frames a second',
    kbps: 'kbit/s',
    loss: 'packets lost',
    mean: 'mean brightness (16 to 235)',
    sd: 'spread of brightness',
    chroma: 'distance from grey',
    plain: 'share of plain area',
    madLast: 'change since the look before',
    madFirst: 'change since it stood still',
    likeness: 'likeness to its usual view',
  },
  id: {
    codec: 'kodek',
    width: 'lebar (px)',
    height: 'tinggi (px)',
    bpp: 'keyframe, bit per piksel',
    qp: 'kuantisasi (0 sampai 51)',
    complexity: 'kerumitan',
    skip: 'frame yang hampir kosong',
    fps: 'frame per detik',
    kbps: 'kbit/dtk',
    loss: 'paket hilang',
    mean: 'rata-rata terang (16 sampai 235)',
    sd: 'sebaran terang',
    chroma: 'jarak dari abu-abu',
    plain: 'luas yang polos',
    madLast: 'perubahan sejak pemeriksaan lalu',
    madFirst: 'perubahan sejak gambar diam',
    likeness: 'kemiripan dengan pandangan biasa',
  },
}

/** Features that are shares between 0 and 1. */
const SHARES: ReadonlySet<string> = new Set(['skip', 'loss', 'plain'])

/** The name of a rung; an unknown one as it is. */
export function rungName(language: Language, rung: string): string {
  const known = RUNG_WORDS.find((word) => word === rung)
  return known === undefined ? rung : RUNG_TEXTS[language][known]
}

/** Name and value of a feature, as the page shows them; an unknown one as it is. */
export function featureText(
  language: Language,
  feature: string,
  value: string | number,
): readonly [name: string, value: string] {
  const texts = FEATURE_TEXTS[language]
  const name = (Object.hasOwn(texts, feature) ? texts[feature] : undefined) ?? feature
  if (typeof value === 'string') return [name, value]
  if (SHARES.has(feature)) return [name, formatShare(language, value)]
  return [name, value.toLocaleString(LOCALES[language], { maximumFractionDigits: 3 })]
}
