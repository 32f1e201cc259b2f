// Rules over relays: one that says nothing of itself any more, and one that gets no video from anywhere.
import { selectFrom, series } from '../../../store/schema/influxql.ts'
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { CALM, math, OVER_A_HOLE_S, query, reduce } from './steps.ts'

export function relays(settings: RuleSettings): readonly Rule[] {
  return [silent(settings), empty(settings)]
}

function silent(settings: RuleSettings): Rule {
  const points = selectFrom(
    series('relay', 'raw', settings),
    ({ count }) => ({ points: count('paths') }),
    // With 0 where one that was there before is not: as missing it would be over.
    { time: 'panel', everyMs: 300_000, by: ['id'], fill: 0 },
  )
  const ours = selectFrom(
    series('worker', 'raw', settings),
    ({ count }) => ({ points: count('uptime_s') }),
    { time: { panel: true, lastMs: 120_000 } },
  )
  return {
    ...CALM,
    uid: 'ronda-relay-silent',
    group: 'platform',
    title: { en: 'Relay says nothing', id: 'Relay diam' },
    summary: {
      en: 'Relay {{ $labels.id }} says nothing of itself',
      id: 'Relay {{ $labels.id }} tidak memberi kabar',
    },
    description: {
      en: 'Its API does not answer the program. Where it does not answer echoes either, its own alert tells that. After six hours without a word it is forgotten.',
      id: 'API-nya tidak menjawab program. Bila echo pun tidak dijawab, ada peringatan tersendiri. Setelah enam jam tanpa kabar, relay itu dilupakan.',
    },
    severity: 'critical',
    labels: { kind: 'node' },
    rangeS: 21_600,
    queries: [query('A', 'raw', points), query('B', 'raw', ours)],
    steps: [
      reduce('C', 'A'),
      reduce('D', 'B'),
      // Where the program itself is silent, its own rule says so.
      math('G', '!$C && $D'),
    ],
    condition: 'G',
    // The five minutes that have just begun have no point for a minute, and for two after a restart.
    forS: 180,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-relay', key: 'ready' },
    isCause: false,
  }
}

function empty(settings: RuleSettings): Rule {
  const ready = selectFrom(
    series('relay', 'raw', settings),
    ({ max }) => ({ ready: max('ready') }),
    { time: 'panel', by: ['id'] },
  )
  // Sources are opened when somebody watches: at night none is no fault.
  const readers = selectFrom(
    series('relay', 'raw', settings),
    ({ min }) => ({ readers: min('readers') }),
    { time: 'panel', by: ['id'] },
  )
  return {
    ...CALM,
    uid: 'ronda-relay-empty',
    group: 'platform',
    title: { en: 'Relay without any source', id: 'Relay tanpa sumber' },
    summary: {
      en: 'Relay {{ $labels.id }} gets no video from anywhere',
      id: 'Relay {{ $labels.id }} tidak menerima video dari mana pun',
    },
    description: {
      en: 'People watch, and none of its streams has a source: its link into the city is dead, or its configuration is not what it was. Residents see nothing.',
      id: 'Ada yang menonton, tetapi tidak satu pun aliran relay punya sumber: jalurnya ke kota mati, atau konfigurasinya berubah. Warga tidak melihat apa-apa.',
    },
    severity: 'critical',
    labels: { kind: 'node' },
    rangeS: 300,
    queries: [query('A', 'raw', ready), query('B', 'raw', readers)],
    steps: [reduce('C', 'A'), reduce('D', 'B'), math('E', '!$C && $D')],
    condition: 'E',
    forS: 120,
    keepFiringForS: OVER_A_HOLE_S,
    panel: { dashboard: 'ronda-relay', key: 'sourceless' },
    isCause: false,
  }
}
