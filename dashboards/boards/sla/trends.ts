// The SLA over time.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { timeseries } from '../../house/timeseries.ts'
import { kecamatanLink } from '../../panels/places.ts'
import {
  available,
  BURN_STEPS,
  burnOfSeconds,
  CHOSEN,
  DAY_MS,
  HOUR_MS,
  outside,
  targetSteps,
} from './share.ts'

const NOTHING = { en: 'nothing seen in the range', id: 'tidak teramati dalam rentang' }
const TO_KECAMATAN = kecamatanLink('${__field.labels.kec}')

export function availabilityByDay(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ availability: available(of) }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: DAY_MS,
    by: ['kec'],
    fill: 'null',
    timezone: house.city.timezone,
  })
  return timeseries({
    key: 'by-day',
    title: { en: 'Availability, day by day', id: 'Ketersediaan, hari demi hari' },
    description: {
      en: 'Of the chosen kind, by kecamatan; days of the city. Today is what is known of it. Dashed: the target.',
      id: 'Dari jenis terpilih, per kecamatan; hari kota. Hari ini: yang sudah diketahui. Putus-putus: target.',
    },
    width: 24,
    queries: [{ ql, tier: 'h1', alias: '$tag_kec' }],
    unit: 'percent',
    decimals: 3,
    max: 100,
    steps: targetSteps(house),
    legend: ['min', 'mean', 'lastNotNull'],
    nothing: NOTHING,
    link: TO_KECAMATAN,
  })
}

export function burnOverTime(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ burn: burnOfSeconds(house, of) }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: 'panel',
    by: ['kec'],
    fill: 'null',
  })
  return timeseries({
    key: 'burn-over-time',
    title: { en: 'How fast the budget went', id: 'Secepat apa anggaran terpakai' },
    description: {
      en: 'Times as fast as it may, by kecamatan. A tower is one outage: find it among the incidents of that hour. A floor above 1 is what never gets mended.',
      id: 'Kali lebih cepat dari yang diizinkan, per kecamatan. Puncak adalah satu gangguan: cari di insiden jam itu. Dasar di atas 1 adalah yang tak pernah diperbaiki.',
    },
    width: 12,
    queries: [{ ql, tier: 'h1', alias: '$tag_kec' }],
    unit: 'suffix:×',
    decimals: 2,
    min: 0,
    steps: BURN_STEPS,
    legend: ['max', 'mean'],
    leastMs: HOUR_MS,
    nothing: NOTHING,
    link: TO_KECAMATAN,
  })
}

export function outsideOverTime(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ outside: outside(of) }), {
    time: 'panel',
    where: CHOSEN,
    everyMs: 'panel',
    by: ['kec'],
    fill: 'null',
  })
  return timeseries({
    key: 'outside-over-time',
    title: { en: 'Outside the SLA', id: 'Di luar SLA' },
    description: {
      en: 'Share of time that does not count, by kecamatan: suspended, in maintenance, not known. All kecamatan at once: the watch itself did not run.',
      id: 'Bagian waktu yang tidak dihitung, per kecamatan: dinonaktifkan, pemeliharaan, tidak diketahui. Semua kecamatan sekaligus: pengawasnya sendiri tidak berjalan.',
    },
    width: 12,
    queries: [{ ql, tier: 'h1', alias: '$tag_kec' }],
    unit: 'percent',
    decimals: 1,
    min: 0,
    max: 100,
    legend: ['max', 'mean'],
    leastMs: HOUR_MS,
    nothing: NOTHING,
    link: TO_KECAMATAN,
  })
}
