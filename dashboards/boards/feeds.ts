// Feed board: what the cameras show, and which of them show nothing.
import type { Condition } from '../../fleet/condition.ts'
import { STATE_CODES } from '../../store/schema/codes.ts'
import type { Words } from '../../texts/language.ts'
import { barGauge } from '../house/bar-gauge.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { column, toDashboard } from '../house/links.ts'
import { conditionWords } from '../house/meanings.ts'
import { DEAD_STEPS, type Step } from '../house/palette.ts'
import type { PanelSpec } from '../house/panel.ts'
import { stat } from '../house/stat.ts'
import { table } from '../house/table.ts'
import { deadList } from '../panels/dead-list.ts'
import {
  BAD_PICTURES,
  CUT_OFF,
  conditionFields,
  FAULTS,
  feedsNow,
  ON_PURPOSE,
  OWN_FAULTS,
  record,
  sumOf,
} from '../panels/feed-counts.ts'
import { feedMonth, feedTrend } from '../panels/feed-trend.ts'
import { IN_KEC, kecVariable } from '../panels/places.ts'
import { disksAndClocks, refusedPasswords } from '../panels/recorder-faults.ts'

const SILENT = {
  en: 'No counts for a minute: is the picture round on, and Ronda running?',
  id: 'Tidak ada angka selama semenit: apakah pemeriksaan gambar aktif, dan Ronda berjalan?',
} as const

/** Conditions with a column of their own. */
const SHOWN = ['black', 'frozen', 'no_signal', 'auth_failed'] as const

export function feeds(house: House): DashboardSpec {
  return {
    uid: 'ronda-feeds',
    title: { en: 'Feed board', id: 'Papan gambar kamera' },
    description: {
      en: 'What the cameras really show: black, frozen, no signal, no stream, a password that is refused. Counts are of this moment; curves follow the time range.',
      id: 'Yang benar-benar ditampilkan kamera: hitam, beku, tanpa sinyal, tanpa aliran, kata sandi ditolak. Angka dari saat ini; grafik mengikuti rentang waktu.',
    },
    variables: [kecVariable(house, { multi: true })],
    annotations: ['incidents', 'planned'],
    range: '3h',
    refresh: '30s',
    rows: [
      { height: 4, panels: groups(house) },
      { height: 11, panels: [byCondition(house), affected(house)] },
      { height: 9, panels: [feedTrend(house, 14), byPlace(house)] },
      {
        title: { en: 'Recorders', id: 'Perekam' },
        height: 8,
        panels: [refusedPasswords(house, 10), disksAndClocks(house, 14)],
      },
      {
        title: { en: 'Long run', id: 'Jangka panjang' },
        height: 8,
        panels: [feedMonth(house, 24)],
      },
    ],
  }
}

function groups(house: House): PanelSpec[] {
  const group = (
    key: string,
    title: Words,
    description: Words,
    conditions: readonly Condition[],
    steps: readonly Step[],
  ): PanelSpec => {
    const ql = feedsNow(house, ({ sum }) => ({ n: sumOf(conditions, sum) }))
    const queries = [{ ql, tier: 'raw', alias: '$col' }] as const
    return stat({
      ...{ key, title, description, width: 4, queries, unit: 'locale', steps },
      nothing: SILENT,
    })
  }
  return [
    group(
      'own-faults',
      { en: 'No picture, own fault', id: 'Tanpa gambar, rusak sendiri' },
      {
        en: 'Cameras that show nothing of use while everything above them lives: black, frozen, no signal, no stream, password refused. They are in the list below, one by one.',
        id: 'Kamera yang tidak menampilkan apa-apa padahal semua di atasnya hidup: hitam, beku, tanpa sinyal, tanpa aliran, kata sandi ditolak. Ada di daftar di bawah, satu per satu.',
      },
      OWN_FAULTS,
      DEAD_STEPS,
    ),
    group(
      'cut-off',
      { en: 'No picture, cut off', id: 'Tanpa gambar, terputus' },
      {
        en: 'Cameras behind a dead uplink or NVR. Nothing is to be done at the camera: see the causes in the City overview.',
        id: 'Kamera di belakang uplink atau NVR yang mati. Tidak perlu ke kameranya: lihat penyebabnya di Ringkasan kota.',
      },
      CUT_OFF,
      [{ colour: 'green' }, { from: 1, colour: 'purple' }],
    ),
    group(
      'bad-pictures',
      { en: 'A bad picture', id: 'Gambar buruk' },
      {
        en: 'Dark, washed out, turned away or with far fewer frames than usual. They count as available; clean the lens, or look where it points.',
        id: 'Gelap, pudar, tergeser, atau jauh lebih sedikit bingkai dari biasanya. Tetap dihitung tersedia; bersihkan lensanya, atau lihat arahnya.',
      },
      BAD_PICTURES,
      [{ colour: 'green' }, { from: 1, colour: 'orange' }],
    ),
    group(
      'not-known',
      { en: 'Not known', id: 'Tidak diketahui' },
      {
        en: 'Cameras that no look has told anything of yet, and NVRs that had no session left for us.',
        id: 'Kamera yang belum diketahui gambarnya, dan NVR yang tidak punya sesi tersisa.',
      },
      ['unknown', 'nvr_busy'],
      [{ colour: 'grey' }, { from: 1, colour: 'yellow' }],
    ),
    group(
      'on-purpose',
      { en: 'Off on purpose', id: 'Sengaja dimatikan' },
      {
        en: 'Cameras under a suspension or a maintenance window: not broken.',
        id: 'Kamera yang tercakup penonaktifan atau jadwal pemeliharaan: bukan kerusakan.',
      },
      ON_PURPOSE,
      [{ colour: 'blue' }],
    ),
    group(
      'live',
      { en: 'Live', id: 'Bergambar baik' },
      {
        en: 'Cameras whose picture is as it should be.',
        id: 'Kamera yang gambarnya sebagaimana mestinya.',
      },
      ['live'],
      [{ colour: 'green' }],
    ),
  ]
}

function byCondition(house: House): PanelSpec {
  const ql = feedsNow(house, ({ sum }) => record(FAULTS, (one) => sum(one)))
  return barGauge({
    key: 'by-condition',
    title: { en: 'By condition', id: 'Menurut kondisi' },
    description: {
      en: 'Cameras in each condition now. "NVR refuses the password" and "NVR does not serve video" are the recorder\'s: one visit mends all its cameras.',
      id: 'Kamera dalam tiap kondisi sekarang. "NVR menolak kata sandi" dan "NVR tidak melayani video" adalah urusan perekam: satu kunjungan memperbaiki semua kameranya.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    unit: 'locale',
    steps: DEAD_STEPS,
    fields: conditionFields(FAULTS),
    nothing: SILENT,
  })
}

function affected(house: House): PanelSpec {
  return deadList(house, {
    title: {
      en: 'Cameras without a picture, one by one',
      id: 'Kamera tanpa gambar, satu per satu',
    },
    description: {
      en: 'Each camera whose fault is its own or its recorder\'s service, the newest first, with what it shows. Choose "Why" in its head to see one condition only. A click leads to the camera. At most 10,000; the counts beside are whole.',
      id: 'Setiap kamera yang rusaknya sendiri atau layanan perekamnya, yang terbaru lebih dulu, dengan yang ditampilkannya. Pilih "Mengapa" pada kepala kolom untuk melihat satu kondisi saja. Klik untuk melihat kameranya. Paling banyak 10.000; angka di samping lengkap.',
    },
    width: 16,
    where: [
      ...IN_KEC,
      { tag: 'kind', is: 'camera' },
      { field: 'code', sign: '=', value: STATE_CODES.down },
    ],
    nothing: {
      en: 'No camera is listed with a fault of its own.',
      id: 'Tidak ada kamera yang tercatat rusak sendiri.',
    },
  })
}

function byPlace(house: House): PanelSpec {
  const ql = feedsNow(
    house,
    ({ sum }) => ({
      own: sumOf(OWN_FAULTS, sum),
      ...record(SHOWN, (one) => sum(one)),
      bad: sumOf(BAD_PICTURES, sum),
    }),
    ['kec'],
  )
  const count = { unit: 'locale', width: 80 } as const
  return table({
    key: 'by-kecamatan',
    title: { en: 'By kecamatan', id: 'Per kecamatan' },
    description: {
      en: 'Cameras with a fault of their own, kecamatan by kecamatan, the worst first. A click narrows this board to it.',
      id: 'Kamera yang rusak sendiri per kecamatan, yang terparah lebih dulu. Klik untuk mempersempit papan ini.',
    },
    width: 10,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: {
          title: { en: 'Only this kecamatan', id: 'Hanya kecamatan ini' },
          url: toDashboard('ronda-feeds', { kec: column('kec') }),
        },
      },
      {
        field: 'own',
        title: { en: 'Own fault', id: 'Rusak sendiri' },
        steps: DEAD_STEPS,
        ...count,
      },
      { field: 'black', title: conditionWords('black'), ...count },
      { field: 'frozen', title: conditionWords('frozen'), ...count },
      { field: 'no_signal', title: conditionWords('no_signal'), ...count },
      { field: 'auth_failed', title: { en: 'password', id: 'kata sandi' }, ...count },
      { field: 'bad', title: { en: 'bad picture', id: 'gambar buruk' }, ...count },
    ],
    sortBy: { field: 'own', descending: true },
    nothing: SILENT,
  })
}
