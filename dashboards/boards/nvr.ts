// NVR: one recorder, its cameras, its disks and its clock.
import { selectFrom, tagValues } from '../../store/schema/influxql.ts'
import type { DashboardSpec } from '../house/compose.ts'
import type { House } from '../house/house.ts'
import { toDashboard } from '../house/links.ts'
import { CONDITION_MEANINGS } from '../house/meanings.ts'
import type { Link, PanelSpec } from '../house/panel.ts'
import { stat } from '../house/stat.ts'
import { stateTimeline } from '../house/state-timeline.ts'
import { timeseries } from '../house/timeseries.ts'
import { NO_POINTS } from '../panels/fleet-trend.ts'
import {
  changes,
  deadBecauseOf,
  echoLoss,
  isTarget,
  roundTrip,
  stateNow,
  stateOverTime,
} from '../panels/one-target.ts'
import { ALL_VALUES, IN_KEL, kecVariable, kelVariable } from '../panels/places.ts'
import { clockSkew, diskRoom, recorderNow, slots } from '../panels/recorder-facts.ts'
import { LOOKS_MS } from '../panels/windows.ts'

const OF = isTarget('nvr')
const CAMERAS = [{ tag: 'nvr', variable: 'nvr' }] as const

export function nvr(house: House): DashboardSpec {
  return {
    uid: 'ronda-nvr',
    title: { en: 'NVR', id: 'NVR' },
    description: {
      en: 'One recorder: whether it answers, what its cameras show, whether it records, and whether its clock is right.',
      id: 'Satu perekam: apakah menjawab, apa yang ditampilkan kameranya, apakah merekam, dan apakah jamnya tepat.',
    },
    variables: [
      kecVariable(house, { multi: true }),
      kelVariable(house),
      {
        name: 'nvr',
        label: { en: 'NVR', id: 'NVR' },
        ql: tagValues(house.from('nvr', 'raw'), 'id', IN_KEL),
        tier: 'raw',
        multi: false,
      },
    ],
    annotations: ['incidents', 'planned'],
    range: '24h',
    rows: [
      { height: 4, panels: [stateNow(house, OF), camerasNow(house), deadBecauseOf(house, 'nvr')] },
      { height: 4, panels: recorderNow(house, OF) },
      { height: 4, panels: [stateOverTime(house, OF)] },
      { height: 7, panels: [camerasOverTime(house)] },
      { height: 8, panels: [roundTrip(house, OF, 12), echoLoss(house, OF, 12)] },
      {
        title: { en: 'Recording', id: 'Perekaman' },
        height: 7,
        panels: [diskRoom(house, OF), clockSkew(house, OF), slots(house, OF)],
      },
      { height: 9, panels: [changes(house, OF, 14), bitRates(house)] },
    ],
  }
}

function cameraLink(): Link {
  return {
    title: { en: 'Show this camera', id: 'Lihat kamera ini' },
    url: toDashboard('ronda-target', {
      kec: ALL_VALUES,
      kel: ALL_VALUES,
      id: '${__field.labels.id}',
    }),
  }
}

function camerasNow(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('feed', 'raw'), ({ last }) => ({ code: last('code') }), {
    time: { lastMs: LOOKS_MS },
    where: CAMERAS,
    by: ['id'],
  })
  return stat({
    key: 'cameras-now',
    title: { en: 'Its cameras now', id: 'Kameranya sekarang' },
    description: {
      en: 'What each of its cameras shows, as last looked at. All the same fault: it is the recorder. A click leads to the camera.',
      id: 'Yang ditampilkan tiap kameranya, menurut pemeriksaan terakhir. Semua sama rusaknya: perekamnya. Klik untuk melihat kameranya.',
    },
    width: 8,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    unit: 'none',
    steps: [{ colour: 'grey' }],
    meanings: CONDITION_MEANINGS,
    link: cameraLink(),
    nothing: {
      en: 'None of its cameras was looked at in the last ten minutes',
      id: 'Tidak ada kameranya yang diperiksa dalam sepuluh menit terakhir',
    },
  })
}

function camerasOverTime(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('feed', 'raw'), ({ field }) => ({ code: field('code') }), {
    time: 'panel',
    where: CAMERAS,
    by: ['id'],
  })
  return stateTimeline({
    key: 'cameras',
    title: {
      en: 'What its cameras show, over time',
      id: 'Tampilan kameranya, dari waktu ke waktu',
    },
    description: {
      en: 'Each camera of the recorder. All at once: the recorder, its line or its power; one alone: that camera or its cable. Seven days are kept.',
      id: 'Setiap kamera pada perekam. Serempak: perekam, saluran atau listriknya; satu saja: kamera itu atau kabelnya. Disimpan tujuh hari.',
    },
    width: 24,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    meanings: CONDITION_MEANINGS,
    holdsMs: LOOKS_MS,
    link: cameraLink(),
    nothing: NO_POINTS,
  })
}

function bitRates(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('feed', 'raw'), ({ mean }) => ({ kbps: mean('kbps') }), {
    time: 'panel',
    where: CAMERAS,
    everyMs: 'panel',
    by: ['id'],
    fill: 'none',
  })
  return timeseries({
    key: 'bit-rates',
    title: { en: 'Bit rates of its cameras', id: 'Laju bit kameranya' },
    description: {
      en: 'Of the frames that were seen. All thin at once: the line of the recorder is too narrow for them.',
      id: 'Dari bingkai yang terlihat. Semuanya kecil sekaligus: saluran perekam terlalu sempit.',
    },
    width: 10,
    queries: [{ ql, tier: 'raw', alias: '$tag_id' }],
    unit: 'Kbits',
    min: 0,
    leastMs: 300_000,
    link: cameraLink(),
    nothing: NO_POINTS,
  })
}
