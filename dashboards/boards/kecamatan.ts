// One kecamatan: what is dead in it now, kelurahan by kelurahan and one by one.
import { selectFrom } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import type { PanelSpec } from '../house/panel.ts'
import { timeseries } from '../house/timeseries.ts'
import { areaMap } from '../panels/area-map.ts'
import { byKelurahan } from '../panels/area-table.ts'
import { causesNow } from '../panels/causes.ts'
import { deadList } from '../panels/dead-list.ts'
import { feedMonth, feedTrend } from '../panels/feed-trend.ts'
import {
  camerasAvailable,
  deadByKind,
  deadNow,
  kindFields,
  onPurposeNow,
  unknownNow,
} from '../panels/fleet-now.ts'
import { deadTrend, NO_POINTS, onPurposeTrend } from '../panels/fleet-trend.ts'
import { IN_KEC, kecVariable, kelVariable } from '../panels/places.ts'

export function kecamatan(house: House): DashboardSpec {
  return {
    uid: 'ronda-kecamatan',
    title: { en: 'Kecamatan', id: 'Kecamatan' },
    description: {
      en: 'What is broken in one kecamatan now: which kelurahan, which targets, because of what. The kelurahan narrows the list of the dead; all else is of the whole kecamatan.',
      id: 'Apa yang rusak di satu kecamatan sekarang: kelurahan mana, titik mana, karena apa. Kelurahan mempersempit daftar yang mati; selebihnya untuk seluruh kecamatan.',
    },
    variables: [kecVariable(house, { multi: false }), kelVariable(house)],
    annotations: ['incidents', 'planned'],
    range: '6h',
    refresh: '30s',
    rows: [
      {
        height: 4,
        panels: [
          deadNow(house, IN_KEC),
          deadByKind(house, IN_KEC),
          camerasAvailable(house, IN_KEC),
          unknownNow(house, IN_KEC),
          onPurposeNow(house, IN_KEC),
        ],
      },
      {
        height: 9,
        panels: [causesNow(house, { where: IN_KEC, width: 14 }), byKelurahan(house, 10)],
      },
      { height: 10, panels: [dead(house)] },
      {
        height: 9,
        panels: [
          areaMap(house, { where: IN_KEC, width: 10 }),
          deadTrend(house, { where: IN_KEC, width: 14 }),
        ],
      },
      {
        title: {
          en: 'Pictures, and what is off on purpose',
          id: 'Gambar, dan yang sengaja dimatikan',
        },
        height: 8,
        panels: [
          feedTrend(house, 14),
          onPurposeTrend(house, { where: IN_KEC, width: 10 }),
          feedMonth(house, 24),
        ],
      },
      {
        title: { en: 'Availability', id: 'Ketersediaan' },
        height: 8,
        panels: [availability(house)],
      },
    ],
  }
}

function dead(house: House): PanelSpec {
  return deadList(house, {
    title: { en: 'Dead now, one by one', id: 'Mati sekarang, satu per satu' },
    description: {
      en: 'Each target that is down or cut off, what died last first, with what it is because of: mend that, and what hangs on it comes back. A click leads to the target. At most 10,000; the counts above are whole.',
      id: 'Setiap titik yang mati atau terputus, yang terbaru lebih dulu, dengan penyebabnya: perbaiki itu, dan yang bergantung padanya pulih. Klik untuk melihat titiknya. Paling banyak 10.000; angka di atas lengkap.',
    },
    width: 24,
    where: [...IN_KEC, { field: 'kel', variable: 'kel' }],
    nothing: {
      en: 'Nothing is listed as dead here.',
      id: 'Tidak ada yang tercatat mati di sini.',
    },
  })
}

function availability(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('sla', 'h1'),
    ({ sum }) => ({ share: sum('up_s').over(sum('obs_s')) }),
    { time: 'panel', where: IN_KEC, everyMs: 'panel', by: ['kind'], fill: 'none' },
  )
  const { slo } = house.city
  return timeseries({
    key: 'availability',
    title: {
      en: 'Availability in the last 30 days',
      id: 'Ketersediaan dalam 30 hari terakhir',
    },
    description: {
      en: 'Time available, of the time that counts, hour by hour and by kind, whatever time range is chosen above. What is switched off on purpose, or not known, does not count. The dashed line is the goal.',
      id: 'Waktu tersedia, dari waktu yang dihitung, tiap jam dan menurut jenis, apa pun rentang waktu yang dipilih. Yang dimatikan dengan sengaja atau tidak diketahui tidak dihitung. Garis putus-putus adalah targetnya.',
    },
    width: 24,
    queries: [{ ql, tier: 'h1', alias: '$tag_kind' }],
    unit: 'percentunit',
    decimals: 2,
    max: 1,
    back: '30d',
    leastMs: 3_600_000,
    steps: [{ colour: 'red' }, { from: slo, colour: 'green' }],
    fields: kindFields(),
    legend: ['mean', 'min'],
    nothing: NO_POINTS,
  })
}
