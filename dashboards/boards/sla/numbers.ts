// The SLA in numbers: how available, how much may still fail, how fast it goes.
import { selectFrom } from '../../../store/schema/influxql.ts'
import type { House } from '../../house/house.ts'
import { toDashboard } from '../../house/links.ts'
import type { PanelSpec } from '../../house/panel.ts'
import { percentText } from '../../house/percent.ts'
import { stat } from '../../house/stat.ts'
import {
  available,
  BUDGET_STEPS,
  BURN_STEPS,
  budget,
  burnOfStates,
  CHOSEN,
  DAY_MS,
  HOUR_MS,
  lost,
  outside,
  targetSteps,
} from './share.ts'

const NOTHING = { en: 'nothing seen', id: 'tidak teramati' }

export function availability(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ availability: available(of) }), {
    time: 'panel',
    where: CHOSEN,
  })
  const { slo } = house.city
  return stat({
    key: 'availability',
    title: { en: 'Availability in the range', id: 'Ketersediaan dalam rentang' },
    description: {
      en: `Of the chosen kind and kecamatan: seconds available of the seconds that count. The target is ${percentText(slo, 'en')} %. The last hour is counted when it is over.`,
      id: `Dari jenis dan kecamatan terpilih: detik tersedia dari detik yang dihitung. Targetnya ${percentText(slo, 'id')} %. Jam terakhir dihitung setelah selesai.`,
    },
    width: 4,
    queries: [{ ql, tier: 'h1' }],
    unit: 'percent',
    decimals: 3,
    steps: targetSteps(house),
    nothing: NOTHING,
  })
}

export function budgetLeft(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ left: budget(house, of) }), {
    time: { lastMs: 30 * DAY_MS },
    where: CHOSEN,
  })
  const may = 1 - house.city.slo
  return stat({
    key: 'budget',
    title: { en: 'Budget left, last 30 days', id: 'Sisa anggaran, 30 hari terakhir' },
    description: {
      en: `${percentText(may, 'en')} % of the time may fail; this is how much of that is left, whatever the range. Below 0 the target is missed: no planned work that can wait.`,
      id: `${percentText(may, 'id')} % waktu boleh gagal; ini sisanya, berapa pun rentangnya. Di bawah 0 target meleset: tunda pekerjaan yang bisa menunggu.`,
    },
    width: 4,
    queries: [{ ql, tier: 'h1' }],
    unit: 'percent',
    decimals: 1,
    steps: BUDGET_STEPS,
    nothing: NOTHING,
  })
}

const WINDOWS = {
  hour: {
    title: { en: 'Burn, last hour', id: 'Laju, satu jam terakhir' },
    description: {
      en: 'How many times as fast as it may the budget goes. From 14.4 on it is gone in two days: this is an outage, look at the incidents.',
      id: 'Berapa kali lebih cepat dari yang diizinkan anggaran terpakai. Mulai 14,4 habis dalam dua hari: ini gangguan besar, lihat insiden.',
    },
    lastMs: HOUR_MS,
  },
  quarter: {
    title: { en: 'Burn, last 6 hours', id: 'Laju, 6 jam terakhir' },
    description: {
      en: 'The same over six hours. From 6 on it is gone in five days; below 1 all is as it may be.',
      id: 'Sama, selama enam jam. Mulai 6 habis dalam lima hari; di bawah 1 semuanya wajar.',
    },
    lastMs: 6 * HOUR_MS,
  },
} as const

export function burnNow(house: House, window: keyof typeof WINDOWS): PanelSpec {
  const { title, description, lastMs } = WINDOWS[window]
  const { ql } = selectFrom(
    house.from('fleet', 'm1'),
    (of) => ({ burn: burnOfStates(house, of) }),
    { time: { lastMs }, where: CHOSEN },
  )
  return stat({
    key: `burn-${window}`,
    title,
    description,
    width: 4,
    queries: [{ ql, tier: 'm1' }],
    unit: 'suffix:×',
    decimals: 2,
    steps: BURN_STEPS,
    nothing: NOTHING,
    link: {
      title: { en: 'Incidents', id: 'Insiden' },
      url: toDashboard('ronda-incidents', {}, ['kec']),
    },
  })
}

export function lostHours(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ lost: lost(of) }), {
    time: 'panel',
    where: CHOSEN,
  })
  return stat({
    key: 'lost',
    title: { en: 'Hours lost in the range', id: 'Jam hilang dalam rentang' },
    description: {
      en: 'Hours in which targets of the chosen kind were down or unreachable, of all of them together. Where: in the table below.',
      id: 'Jam saat titik jenis terpilih mati atau tak terjangkau, dari semuanya bersama. Di mana: di tabel di bawah.',
    },
    width: 4,
    queries: [{ ql, tier: 'h1' }],
    unit: 'h',
    decimals: 1,
    steps: [{ colour: 'grey' }],
    nothing: NOTHING,
  })
}

export function outsideShare(house: House): PanelSpec {
  const { ql } = selectFrom(house.from('sla', 'h1'), (of) => ({ outside: outside(of) }), {
    time: 'panel',
    where: CHOSEN,
  })
  return stat({
    key: 'outside',
    title: { en: 'Outside the SLA', id: 'Di luar SLA' },
    description: {
      en: 'Share of all time that does not count: suspended, in maintenance, or not known. Much of it makes a good availability say little.',
      id: 'Bagian waktu yang tidak dihitung: dinonaktifkan, dalam pemeliharaan, atau tidak diketahui. Bila besar, ketersediaan yang baik tidak banyak artinya.',
    },
    width: 4,
    queries: [{ ql, tier: 'h1' }],
    unit: 'percent',
    decimals: 2,
    steps: [{ colour: 'green' }, { from: 5, colour: 'blue' }, { from: 20, colour: 'orange' }],
    nothing: NOTHING,
    link: {
      title: { en: 'What is off on purpose', id: 'Yang sengaja dimatikan' },
      url: toDashboard('ronda-incidents', {}, ['kec']),
    },
  })
}
