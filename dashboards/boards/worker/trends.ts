// How the watch was over time, by host.
import { type FieldOf, selectFrom } from '../../../store/schema/influxql.ts'
import type { Columns, Term } from '../../../store/schema/influxql-terms.ts'
import type { Words } from '../../../texts/language.ts'
import type { House } from '../../house/house.ts'
import { toDashboard } from '../../house/links.ts'
import type { Step } from '../../house/palette.ts'
import type { Link, PanelSpec } from '../../house/panel.ts'
import { timeseries } from '../../house/timeseries.ts'
import { CHOSEN } from './numbers.ts'

const SECOND_MS = 1000
const POINT_MS = 10_000
const TO_HOST: Link = {
  title: { en: 'Its machine', id: 'Mesinnya' },
  url: toDashboard('ronda-relay', { host: '${__field.labels.host}' }),
}

type Of = Columns<FieldOf<'worker', 'raw'>, never>

interface TrendSpec {
  readonly key: string
  readonly title: Words
  readonly description: Words
  readonly width: number
  readonly lines: Readonly<Record<string, { readonly title: Words; readonly of: (of: Of) => Term }>>
  readonly unit: string
  readonly steps?: readonly Step[]
}

function trend(house: House, { lines, ...spec }: TrendSpec): PanelSpec {
  const names = Object.keys(lines)
  const { ql } = selectFrom(
    house.from('worker', 'raw'),
    (of) => Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.of(of)])),
    {
      time: 'panel',
      where: CHOSEN,
      everyMs: 'panel',
      by: ['worker', 'host'],
      fill: 'null',
    },
  )
  return timeseries({
    ...spec,
    queries: [
      {
        ql,
        tier: 'raw',
        alias: names.length > 1 ? '$col' : '$tag_worker, $tag_host',
      },
    ],
    min: 0,
    fields:
      names.length > 1
        ? names.map((field) => ({ field, title: named(lines[field]?.title as Words) }))
        : [],
    legend: ['lastNotNull', 'max'],
    leastMs: POINT_MS,
    nothing: { en: 'silent for the whole range', id: 'diam sepanjang rentang' },
    link: TO_HOST,
  })
}

/** Several workers may write: each line says which it is of. */
function named({ en, id }: Words): Words {
  const of = '${__field.labels.worker}, ${__field.labels.host}'
  return { en: `${en}, ${of}`, id: `${id}, ${of}` }
}

export function echoes(house: House): PanelSpec {
  return trend(house, {
    key: 'echoes',
    title: { en: 'Echoes a second', id: 'Echo per detik' },
    description: {
      en: 'Sent, answered and lost. Sent falls: it is behind. Lost rises with all else steady: look at the uplinks.',
      id: 'Dikirim, dijawab, dan hilang. Kiriman turun: tertinggal. Hilang naik sementara lainnya tetap: lihat uplink.',
    },
    width: 12,
    lines: {
      sent: { title: { en: 'sent', id: 'dikirim' }, of: ({ rate }) => rate('sent', SECOND_MS) },
      received: {
        title: { en: 'answered', id: 'dijawab' },
        of: ({ rate }) => rate('received', SECOND_MS),
      },
      lost: { title: { en: 'lost', id: 'hilang' }, of: ({ rate }) => rate('lost', SECOND_MS) },
    },
    unit: 'pps',
  })
}

export function lateness(house: House): PanelSpec {
  return trend(house, {
    key: 'lag',
    title: { en: 'Lateness and stalls', id: 'Keterlambatan dan macet' },
    description: {
      en: 'How late routine echoes go out (99th percentile), and the longest stall of the main thread. Above 100 ms for long: too little CPU.',
      id: 'Seterlambat apa echo rutin dikirim (persentil 99), dan macet terlama utas utama. Lama di atas 100 md: CPU kurang.',
    },
    width: 12,
    lines: {
      lag: { title: { en: 'lateness', id: 'keterlambatan' }, of: ({ max }) => max('lag_p99_ms') },
      stall: { title: { en: 'stall', id: 'macet' }, of: ({ max }) => max('loop_lag_ms') },
    },
    unit: 'ms',
    steps: [{ colour: 'green' }, { from: 100, colour: 'orange' }],
  })
}

export function lost(house: House): PanelSpec {
  return trend(house, {
    key: 'lost-here',
    title: { en: 'Lost on our side, and blind', id: 'Hilang di pihak kita, dan buta' },
    description: {
      en: 'Packets that our kernel dropped and echoes skipped, and 1 while the probe is blind. All three are faults of the watch, not of the city.',
      id: 'Paket yang dibuang kernel kita dan echo yang terlewati, dan 1 selama buta. Ketiganya gangguan pengawas, bukan kota.',
    },
    width: 12,
    lines: {
      dropped: { title: { en: 'dropped', id: 'terbuang' }, of: ({ rise }) => rise('dropped') },
      skipped: { title: { en: 'skipped', id: 'terlewati' }, of: ({ rise }) => rise('overruns') },
      blind: { title: { en: 'blind', id: 'buta' }, of: ({ max }) => max('blind') },
    },
    unit: 'short',
  })
}

export function confirming(house: House): PanelSpec {
  return trend(house, {
    key: 'confirming',
    title: { en: 'Targets in a confirm', id: 'Titik sedang dipastikan' },
    description: {
      en: 'Targets that lost an echo and are being asked six times more. A tower is an outage that begins.',
      id: 'Titik yang kehilangan echo dan sedang ditanya enam kali lagi. Puncak adalah gangguan yang baru mulai.',
    },
    width: 12,
    lines: {
      n: { title: { en: 'targets', id: 'titik' }, of: ({ max }) => max('confirming') },
    },
    unit: 'short',
  })
}

export function memory(house: House): PanelSpec {
  return trend(house, {
    key: 'memory',
    title: { en: 'Memory of the process', id: 'Memori proses' },
    description: {
      en: 'Without what its children use. Rising for days without coming back: a leak, tell it with the version.',
      id: 'Tanpa milik proses anaknya. Naik berhari-hari tanpa turun: kebocoran, laporkan beserta versinya.',
    },
    width: 8,
    lines: { n: { title: { en: 'memory', id: 'memori' }, of: ({ max }) => max('rss_bytes') } },
    unit: 'bytes',
  })
}

export function cpu(house: House): PanelSpec {
  return trend(house, {
    key: 'cpu',
    title: { en: 'CPU of the process', id: 'CPU proses' },
    description: {
      en: 'Of one core: 200 % are two. All cores of the machine: see Relay and hosts, where a click leads.',
      id: 'Dari satu inti: 200 % berarti dua. Semua inti mesin: lihat Relay dan host, tujuan klik.',
    },
    width: 8,
    lines: {
      n: { title: { en: 'CPU', id: 'CPU' }, of: ({ mean }) => mean('cpu_permille').over(1000) },
    },
    unit: 'percentunit',
  })
}

export function files(house: House): PanelSpec {
  return trend(house, {
    key: 'files',
    title: { en: 'Its files', id: 'Berkasnya' },
    description: {
      en: 'Local store and spool on disk. The spool grows while the database is away, and shrinks when it is back.',
      id: 'Penyimpanan lokal dan antrean di disk. Antrean tumbuh selama basis data hilang, dan susut saat kembali.',
    },
    width: 8,
    lines: {
      store: {
        title: { en: 'local store', id: 'penyimpanan lokal' },
        of: ({ last }) => last('store_bytes'),
      },
      spool: { title: { en: 'spool', id: 'antrean' }, of: ({ last }) => last('spool_bytes') },
    },
    unit: 'bytes',
  })
}

export function spoolAge(house: House): PanelSpec {
  return trend(house, {
    key: 'spool-age',
    title: { en: 'Oldest point waits for', id: 'Titik data tertua menunggu' },
    description: {
      en: 'A slope of one second a second: the database takes nothing. What Grafana shows is that much older than now.',
      id: 'Naik satu detik tiap detik: basis data tidak menerima apa-apa. Yang ditampilkan Grafana setua itu.',
    },
    width: 12,
    lines: { n: { title: { en: 'wait', id: 'tunggu' }, of: ({ max }) => max('spool_age_s') } },
    unit: 's',
    steps: [{ colour: 'green' }, { from: 900, colour: 'red' }],
  })
}

export function writeTime(house: House): PanelSpec {
  return trend(house, {
    key: 'write',
    title: { en: 'Time to write', id: 'Waktu menulis' },
    description: {
      en: 'From handing new points over to their acknowledgement, the median of late. Above a second for long: the database is too small, or its disk is.',
      id: 'Dari menyerahkan titik data baru sampai diterima, median belakangan. Lama di atas sedetik: basis data kurang besar, atau disknya.',
    },
    width: 12,
    lines: { n: { title: { en: 'time', id: 'waktu' }, of: ({ max }) => max('write_ms') } },
    unit: 'ms',
    steps: [{ colour: 'green' }, { from: 1000, colour: 'orange' }],
  })
}

export function gone(house: House): PanelSpec {
  return trend(house, {
    key: 'lost',
    title: { en: 'Points waiting, lost, refused', id: 'Titik data menunggu, hilang, ditolak' },
    description: {
      en: 'Waiting ones go out when the database is back. Lost: dropped by the cap of the spool. Refused: dead letters, see ronda store dead-letters.',
      id: 'Yang menunggu dikirim saat basis data kembali. Hilang: dibuang batas antrean. Ditolak: surat mati, lihat ronda store dead-letters.',
    },
    width: 12,
    lines: {
      waiting: { title: { en: 'waiting', id: 'menunggu' }, of: ({ max }) => max('spool_points') },
      dropped: { title: { en: 'lost', id: 'hilang' }, of: ({ rise }) => rise('spool_dropped') },
      refused: { title: { en: 'refused', id: 'ditolak' }, of: ({ rise }) => rise('dead_letters') },
    },
    unit: 'short',
  })
}

export function messages(house: House): PanelSpec {
  return trend(house, {
    key: 'receivers',
    title: { en: 'Messages and receivers', id: 'Pesan dan penerima' },
    description: {
      en: 'Messages that wait, and receivers that take nothing. Both up: a channel is broken, people are not told. Mend it, or page them by hand.',
      id: 'Pesan yang menunggu, dan penerima yang gagal. Keduanya naik: saluran rusak, orang tidak dikabari. Perbaiki, atau hubungi langsung.',
    },
    width: 12,
    lines: {
      waiting: { title: { en: 'waiting', id: 'menunggu' }, of: ({ max }) => max('outbox_waiting') },
      failing: {
        title: { en: 'receivers failing', id: 'penerima gagal' },
        of: ({ max }) => max('receivers_failing'),
      },
      silent: {
        title: { en: 'notifier silent for s', id: 'notifier diam, dtk' },
        of: ({ max }) => max('notifier_silent_s'),
      },
    },
    unit: 'short',
  })
}
