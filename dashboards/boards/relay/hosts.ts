// The machines of our own: CPU, memory, disk.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { column, toDashboard } from '../../house/links.ts'
import type { Step } from '../../house/palette.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { table } from '../../house/table.ts'
import { timeseries } from '../../house/timeseries.ts'

/** Between two points, and a little more than one that is late. */
const NOW_MS = 130_000
/** Points of a minute come when they come: a hole is two that are missing. */
const HOLE_MS = 120_000
const CHOSEN = [{ tag: 'host', variable: 'host' }] as const
/** Share that is busy. */
const BUSY: readonly Step[] = [
  { colour: 'green' },
  { from: 0.8, colour: 'orange' },
  { from: 0.95, colour: 'red' },
]
/** Share that is free: the alert rule for disks fires below 10 % by default. */
const ROOM: readonly Step[] = [
  { colour: 'red' },
  { from: 0.1, colour: 'orange' },
  { from: 0.2, colour: 'green' },
]
const SILENT = {
  en: 'no host is asked, or all are silent',
  id: 'tidak ada host ditanya, atau semua diam',
}

export function hostsNow(house: House): PanelSpec {
  const newest = selectFrom(
    house.from('host', 'raw'),
    ({ last }) => ({
      cpu: last('cpu_permille').over(1000),
      memory: last('memory_free_mb').over(last('memory_mb')),
      disk: last('disk_free_mb').over(last('disk_mb')),
    }),
    { time: { lastMs: NOW_MS }, where: CHOSEN, by: ['host'] },
  )
  const { ql } = selectFrom(newest, ({ field, tag }) => ({
    host: tag('host'),
    cpu: field('cpu'),
    memory: field('memory'),
    disk: field('disk'),
  }))
  return table({
    key: 'hosts',
    title: { en: 'Hosts now', id: 'Host sekarang' },
    description: {
      en: 'Each machine that said something in the last two minutes; one that is missing is off or its exporter is. Disk: of the fullest file system. A click narrows this page to it.',
      id: 'Tiap mesin yang melapor dua menit terakhir; yang tidak ada sedang mati, atau pelapornya. Disk: sistem berkas terpenuh. Klik mempersempit halaman ini.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', format: 'table' }],
    columns: [
      {
        field: 'host',
        title: { en: 'Host', id: 'Host' },
        link: {
          title: { en: 'Only this host', id: 'Host ini saja' },
          url: toDashboard('ronda-relay', { host: column('host') }, ['relay', 'portal']),
        },
      },
      {
        field: 'cpu',
        title: { en: 'CPU', id: 'CPU' },
        unit: 'percentunit',
        decimals: 0,
        width: 80,
        steps: BUSY,
      },
      {
        field: 'memory',
        title: { en: 'Memory free', id: 'Memori sisa' },
        unit: 'percentunit',
        decimals: 0,
        width: 110,
        steps: ROOM,
      },
      {
        field: 'disk',
        title: { en: 'Disk free', id: 'Disk sisa' },
        unit: 'percentunit',
        decimals: 0,
        width: 100,
        steps: ROOM,
      },
    ],
    sortBy: { field: 'disk', descending: false },
    nothing: SILENT,
  })
}

export function cpu(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('host', 'raw'),
    ({ mean }) => ({ cpu: mean('cpu_permille').over(1000) }),
    { time: 'panel', where: CHOSEN, everyMs: 'panel', by: ['host'], fill: 'null' },
  )
  return timeseries({
    key: 'cpu',
    title: { en: 'CPU', id: 'CPU' },
    description: {
      en: 'Share of all CPUs of the machine that is busy. Near 100 % for long: pictures and points come late.',
      id: 'Bagian dari semua CPU yang sibuk. Lama mendekati 100 %: gambar dan data terlambat.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$tag_host' }],
    unit: 'percentunit',
    min: 0,
    max: 1,
    steps: BUSY,
    legend: ['lastNotNull', 'mean', 'max'],
    leastMs: HOLE_MS,
    nothing: SILENT,
  })
}

export function memory(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('host', 'raw'),
    ({ last }) => ({ free: last('memory_free_mb').over(last('memory_mb')) }),
    { time: 'panel', where: CHOSEN, everyMs: 'panel', by: ['host'], fill: 'null' },
  )
  return timeseries({
    key: 'memory',
    title: { en: 'Memory free', id: 'Memori sisa' },
    description: {
      en: 'Share that programs could still have. A saw that comes lower each day is a leak; at nothing the kernel kills the largest.',
      id: 'Bagian yang masih dapat dipakai program. Gergaji yang makin rendah tiap hari adalah kebocoran; bila habis, kernel mematikan yang terbesar.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$tag_host' }],
    unit: 'percentunit',
    min: 0,
    max: 1,
    legend: ['lastNotNull', 'min'],
    leastMs: HOLE_MS,
    nothing: SILENT,
  })
}

export function disk(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('host', 'raw'),
    ({ last }) => ({ free: last('disk_free_mb').over(last('disk_mb')) }),
    { time: 'panel', where: CHOSEN, everyMs: 'panel', by: ['host'], fill: 'null' },
  )
  return timeseries({
    key: 'disk',
    title: { en: 'Disk free', id: 'Disk sisa' },
    description: {
      en: 'Share that is left of the fullest file system; of the worker that of its data folder. Follow the slope: how many days to nothing? Shorten influx.keepDays, or give it room.',
      id: 'Bagian tersisa dari sistem berkas terpenuh; pada worker: folder datanya. Ikuti kemiringannya: berapa hari sampai habis? Perpendek influx.keepDays, atau tambah ruang.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$tag_host' }],
    unit: 'percentunit',
    min: 0,
    max: 1,
    legend: ['lastNotNull', 'min'],
    leastMs: HOLE_MS,
    nothing: SILENT,
  })
}
