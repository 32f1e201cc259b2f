// Recorders that answer, and are not well: they refuse the password, their disks or their clocks are wrong.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { column, toDashboard } from '../house/links.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { ALL_VALUES, IN_KEC, kecamatanLink } from './places.ts'
import { LOOKS_MS } from './windows.ts'

const FAULT_MS = 130_000

const FAULTS = [
  {
    value: 'disk_failed',
    text: { en: 'nothing can be recorded', id: 'tidak dapat merekam' },
    colour: 'red',
  },
  {
    value: 'disk_degraded',
    text: { en: 'one of several disks is ill', id: 'salah satu disk rusak' },
    colour: 'orange',
  },
  { value: 'clock_skewed', text: { en: 'clock is off', id: 'jam meleset' }, colour: 'orange' },
] as const

const recorderLink = {
  title: { en: 'Show this NVR', id: 'Lihat NVR ini' },
  url: toDashboard('ronda-nvr', { kec: column('kec'), kel: ALL_VALUES, nvr: column('id') }),
} as const

export function refusedPasswords(house: House, width: number): PanelSpec {
  const { ql } = selectFrom(
    house.from('nvr_facts', 'raw'),
    ({ field, tag }) => ({
      id: tag('id'),
      kec: tag('kec'),
      kel: tag('kel'),
      slots: field('slots_on'),
      waits: field('auth_waits'),
    }),
    {
      time: { lastMs: LOOKS_MS },
      where: [...IN_KEC, { field: 'auth_waits', sign: '=', value: 1 }],
      limit: 1000,
    },
  )
  return table({
    key: 'refused-passwords',
    title: { en: 'NVRs that refuse our password', id: 'NVR yang menolak kata sandi' },
    description: {
      en: 'They are left alone for a while, so that they do not lock the account; their cameras show nothing to us meanwhile. Correct the password in the estate files, or on the NVR.',
      id: 'Dibiarkan sementara, agar akunnya tidak terkunci; selama itu kameranya tidak terlihat. Betulkan kata sandi di berkas data titik, atau di NVR.',
    },
    width,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    newestOf: ['id', 'kec', 'kel'],
    columns: [
      { field: 'id', title: { en: 'NVR', id: 'NVR' }, link: recorderLink },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
      },
      { field: 'kel', title: { en: 'Kelurahan', id: 'Kelurahan' } },
      {
        field: 'slots',
        title: { en: 'Cameras connected', id: 'Kamera tersambung' },
        unit: 'locale',
        width: 130,
      },
    ],
    sortBy: { field: 'id', descending: false },
    nothing: {
      en: 'No NVR that was asked in the last 10 minutes refuses our password.',
      id: 'Tidak ada NVR yang ditanya dalam 10 menit terakhir yang menolak kata sandi.',
    },
  })
}

export function disksAndClocks(house: House, width: number): PanelSpec {
  const tags = ['what', 'id', 'kec', 'owner'] as const
  const newest = selectFrom(
    house.from('fault', 'raw'),
    ({ last }) => ({ recorders: last('recorders'), age: last('age_s'), skew: last('skew_s') }),
    { time: { lastMs: FAULT_MS }, where: IN_KEC, by: tags },
  )
  const { ql } = selectFrom(
    newest,
    ({ field }) => ({ recorders: field('recorders'), age: field('age'), skew: field('skew') }),
    { where: [{ field: 'recorders', sign: '>', value: 0 }], by: tags },
  )
  return table({
    key: 'disks-and-clocks',
    title: { en: 'NVRs with bad disks or clocks', id: 'NVR dengan disk atau jam bermasalah' },
    description: {
      en: 'They answer and show pictures, but do not record, or record with the wrong time: as evidence that is worth little. The 10 of a kind that are known longest; the rest stands together as +more. Change the disk, or set the clock by NTP.',
      id: 'Menjawab dan bergambar, tetapi tidak merekam, atau merekam dengan waktu salah: sebagai bukti hampir tidak berguna. 10 terlama dari tiap jenis; selebihnya dijumlah sebagai +more. Ganti disknya, atau setel jam lewat NTP.',
    },
    width,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      { field: 'what', title: { en: 'Fault', id: 'Gangguan' }, meanings: FAULTS },
      { field: 'id', title: { en: 'NVR', id: 'NVR' }, link: recorderLink },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
      },
      { field: 'owner', title: { en: 'Owner', id: 'Pemilik' }, filterable: true },
      { field: 'recorders', title: { en: 'NVRs', id: 'NVR' }, unit: 'locale', width: 70 },
      { field: 'age', title: { en: 'For', id: 'Selama' }, unit: 's', decimals: 1, width: 90 },
      {
        field: 'skew',
        title: { en: 'Clock off by', id: 'Jam meleset' },
        unit: 's',
        decimals: 1,
        width: 110,
      },
    ],
    sortBy: { field: 'age', descending: true },
    nothing: {
      en: 'No fault of a disk or a clock is known.',
      id: 'Tidak ada gangguan disk atau jam yang diketahui.',
    },
  })
}
