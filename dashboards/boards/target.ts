// Target: everything about one node, uplink, NVR, camera or portal.
import { selectFrom, tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { STEP_MEANINGS } from '../house/incident-meanings.ts'
import { toDashboard } from '../house/links.ts'
import { CONDITION_MEANINGS } from '../house/meanings.ts'
import type { PanelSpec } from '../house/panel.ts'
import { stat } from '../house/stat.ts'
import { table } from '../house/table.ts'
import { cameraFeatures, conditionOverTime } from '../panels/camera-features.ts'
import {
  availability,
  changes,
  deadBecauseOf,
  echoLoss,
  isTarget,
  roundTrip,
  stateNow,
  stateOverTime,
} from '../panels/one-target.ts'
import { ALL_VALUES, IN_KEL, kecVariable, kelVariable } from '../panels/places.ts'
import { LOOKS_MS } from '../panels/windows.ts'

const OF = isTarget('id')

export function target(house: House): DashboardSpec {
  return {
    uid: 'ronda-target',
    title: { en: 'Target', id: 'Titik' },
    description: {
      en: 'One node, uplink, NVR, camera or portal: its state, its round trips and loss, what it shows, and what happened to it. Panels that do not fit its kind say so.',
      id: 'Satu simpul, uplink, NVR, kamera atau portal: keadaannya, waktu tempuh dan kehilangan paket, yang ditampilkannya, dan riwayatnya. Panel yang tidak cocok dengan jenisnya akan mengatakannya.',
    },
    variables: [
      kecVariable(house, { multi: true }),
      kelVariable(house),
      {
        name: 'id',
        label: { en: 'Target', id: 'Titik' },
        ql: tagValues(house.from('state', 'ev'), 'id', IN_KEL),
        tier: 'ev',
        multi: false,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '24h',
    rows: [
      {
        height: 4,
        panels: [
          stateNow(house, OF),
          showsNow(house),
          availability(house, OF),
          deadBecauseOf(house, 'id'),
        ],
      },
      { height: 5, panels: [stateOverTime(house, OF)] },
      { height: 8, panels: [roundTrip(house, OF, 12), echoLoss(house, OF, 12)] },
      { height: 9, panels: [changes(house, OF, 14), incidents(house)] },
      {
        title: { en: 'Its picture', id: 'Gambarnya' },
        height: 6,
        panels: [conditionOverTime(house)],
      },
      { height: 7, panels: cameraFeatures(house) },
    ],
  }
}

function showsNow(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('feed', 'raw'), ({ last }) => ({ code: last('code') }), {
    time: { lastMs: LOOKS_MS },
    where: OF,
    by: ['nvr'],
  })
  return stat({
    key: 'shows-now',
    title: { en: 'Shows now', id: 'Tampilannya sekarang' },
    description: {
      en: 'What the camera shows, as the last look found and others agreed. A click leads to its NVR.',
      id: 'Yang ditampilkan kamera, menurut pemeriksaan terakhir yang disepakati. Klik untuk ke NVR-nya.',
    },
    width: 4,
    queries: [{ ql, tier: 'raw', alias: '$col' }],
    unit: 'none',
    steps: [{ colour: 'grey' }],
    meanings: CONDITION_MEANINGS,
    link: {
      title: { en: 'Show its NVR', id: 'Lihat NVR-nya' },
      url: toDashboard('ronda-nvr', {
        kec: ALL_VALUES,
        kel: ALL_VALUES,
        nvr: '${__field.labels.nvr}',
      }),
    },
    nothing: {
      en: 'Not a camera, or not looked at',
      id: 'Bukan kamera, atau belum diperiksa',
    },
  })
}

function incidents(house: House): PanelSpec {
  const { ql } = selectFrom(
    house.from('incident', 'ev'),
    ({ field }) => ({
      inc: field('inc'),
      what: field('what'),
      affected: field('affected'),
      peak: field('peak'),
    }),
    {
      time: 'panel',
      where: [{ field: 'cause', variable: 'id' }],
      newestFirst: true,
      limit: 200,
    },
  )
  return table({
    key: 'incidents',
    title: { en: 'Incidents that it caused', id: 'Insiden yang disebabkannya' },
    description: {
      en: 'Steps of the incidents of which this target is the cause, the newest first, with how many were dead because of it.',
      id: 'Langkah insiden yang disebabkan titik ini, yang terbaru lebih dulu, dengan jumlah yang mati karenanya.',
    },
    width: 10,
    queries: [{ ql, tier: 'ev', format: 'table' }],
    columns: [
      { field: 'Time', title: { en: 'When', id: 'Kapan' }, unit: 'dateTimeAsIso', width: 170 },
      {
        field: 'inc',
        title: { en: 'Incident', id: 'Insiden' },
        link: {
          title: { en: 'Show incidents', id: 'Lihat insiden' },
          url: toDashboard('ronda-incidents'),
        },
      },
      { field: 'what', title: { en: 'What', id: 'Apa' }, meanings: STEP_MEANINGS, width: 120 },
      { field: 'affected', title: { en: 'Dead', id: 'Mati' }, unit: 'locale', width: 70 },
      { field: 'peak', title: { en: 'At most', id: 'Terbanyak' }, unit: 'locale', width: 90 },
    ],
    nothing: {
      en: 'It caused no incident in this time.',
      id: 'Tidak menyebabkan insiden pada waktu ini.',
    },
  })
}
