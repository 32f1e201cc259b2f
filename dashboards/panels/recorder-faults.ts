// Recorders that answer, and are not well: they refuse the password, their disks or their clocks are wrong.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { House } from '../house/house.ts'
import { column, toDashboard } from '../house/links.ts'
import type { PanelSpec } from '../house/panel.ts'
import { table } from '../house/table.ts'
import { ALL_VALUES, IN_KEC, kecamatanLink, targetLink } from './places.ts'
import { NOW_MS } from './windows.ts'

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

/** Of the causes that people are told of: to ask the facts of every recorder takes InfluxDB too long. */
export function refusedPasswords(house: House, width: number): PanelSpec {
  const tags = ['cause', 'kind', 'kec', 'owner'] as const
  const newest = selectFrom(
    house.from('outage', 'raw'),
    ({ last }) => ({ cameras: last('cameras'), age: last('age_s') }),
    {
      time: { lastMs: NOW_MS },
      where: [...IN_KEC, { tag: 'condition', is: 'auth_failed' }],
      by: tags,
    },
  )
  const { ql } = selectFrom(
    newest,
    ({ field }) => ({ cameras: field('cameras'), age: field('age') }),
    { where: [{ field: 'cameras', sign: '>', value: 0 }], by: tags },
  )
  return table({
    key: 'refused-passwords',
    title: { en: 'NVRs that refuse our password', id: 'NVR yang menolak kata sandi' },
    description: {
      en: 'Told causes whose cameras cannot be seen because the recorder refuses our user or password. It is left alone for a while, so that it does not lock the account. Correct the password in the estate files, or on the NVR.',
      id: 'Penyebab yang dikabarkan, yang kameranya tidak terlihat karena perekam menolak pengguna atau kata sandi kami. Dibiarkan sementara, agar akunnya tidak terkunci. Betulkan kata sandi di berkas data titik, atau di NVR.',
    },
    width,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      { field: 'cause', title: { en: 'NVR', id: 'NVR' }, link: targetLink(column('cause')) },
      {
        field: 'kec',
        title: { en: 'Kecamatan', id: 'Kecamatan' },
        link: kecamatanLink(column('kec')),
      },
      { field: 'owner', title: { en: 'Owner', id: 'Pemilik' }, filterable: true },
      { field: 'cameras', title: { en: 'Cameras', id: 'Kamera' }, unit: 'locale', width: 80 },
      { field: 'age', title: { en: 'For', id: 'Selama' }, unit: 's', decimals: 1, width: 90 },
    ],
    sortBy: { field: 'cameras', descending: true },
    nothing: {
      en: 'No NVR is known to refuse our password.',
      id: 'Tidak ada NVR yang diketahui menolak kata sandi.',
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
      en: 'They answer and show pictures, but do not record, or record with the wrong time: as evidence that is worth little. The 5 of a kind that are known longest; the rest stands together as +more. Change the disk, or set the clock by NTP.',
      id: 'Menjawab dan bergambar, tetapi tidak merekam, atau merekam dengan waktu salah: sebagai bukti hampir tidak berguna. 5 terlama dari tiap jenis; selebihnya dijumlah sebagai +more. Ganti disknya, atau setel jam lewat NTP.',
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
