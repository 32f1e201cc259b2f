// Relay and hosts: whether the machines that the city's video goes through are well.
import { selectFrom, tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import type { PanelSpec } from '../house/panel.ts'
import { stat } from '../house/stat.ts'
import { timeseries } from '../house/timeseries.ts'

export function relay(house: House): DashboardSpec {
  return {
    uid: 'ronda-relay',
    title: { en: 'Relay and hosts', id: 'Relay dan host' },
    description: {
      en: 'The relays that residents get their video from, and the machines of our own.',
      id: 'Relay yang mengirim video ke warga, dan mesin milik sendiri.',
    },
    variables: [
      {
        name: 'relay',
        label: { en: 'Relay', id: 'Relay' },
        ql: tagValues(house.from('relay', 'raw'), 'id'),
        tier: 'raw',
        multi: true,
      },
      {
        name: 'host',
        label: { en: 'Host', id: 'Host' },
        ql: tagValues(house.from('host', 'raw'), 'host'),
        tier: 'raw',
        multi: true,
      },
    ],
    annotations: ['incidents'],
    range: '6h',
    rows: [
      { height: 5, panels: [streamsReady(house)] },
      { title: { en: 'Hosts', id: 'Host' }, height: 8, panels: [cpu(house)] },
    ],
  }
}

function streamsReady(house: House): PanelSpec {
  const ready = selectFrom(house.from('relay', 'raw'), ({ last }) => ({ ready: last('ready') }), {
    time: 'panel',
    where: [{ tag: 'id', variable: 'relay' }],
    by: ['id'],
  })
  return stat({
    key: 'ready',
    title: { en: 'Streams with a source', id: 'Aliran dengan sumber' },
    description: {
      en: 'Streams that the relay gets video for now. None at all: the relay, or its link into the city, is dead.',
      id: 'Aliran yang videonya diterima relay sekarang. Tidak ada sama sekali: relay, atau jalurnya ke kota, mati.',
    },
    width: 12,
    queries: [{ ql: ready.ql, tier: 'raw', alias: '$tag_id' }],
    unit: 'short',
    steps: [{ colour: 'red' }, { from: 1, colour: 'green' }],
  })
}

function cpu(house: House): PanelSpec {
  const used = selectFrom(
    house.from('host', 'raw'),
    ({ mean }) => ({ cpu: mean('cpu_permille').over(1000) }),
    {
      time: 'panel',
      where: [{ tag: 'host', variable: 'host' }],
      everyMs: 'panel',
      by: ['host'],
      fill: 'none',
    },
  )
  return timeseries({
    key: 'cpu',
    title: { en: 'CPU', id: 'CPU' },
    description: {
      en: 'Share of all CPUs of the machine that is busy. Near 100 % for long: pictures and points come late.',
      id: 'Bagian dari semua CPU yang sibuk. Lama mendekati 100 %: gambar dan data terlambat.',
    },
    width: 12,
    queries: [{ ql: used.ql, tier: 'raw', alias: '$tag_host' }],
    unit: 'percentunit',
    min: 0,
    max: 1,
    steps: [{ colour: 'green' }, { from: 0.9, colour: 'red' }],
  })
}
