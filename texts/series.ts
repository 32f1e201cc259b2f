// What is wrong between us and a database of time series, and how to mend it; how writing to it goes, in words.
import { fill, type Language, type Values } from './language.ts'
import { seriesReasonRemedy, seriesReasonText } from './series-reasons.ts'
import { formatDuration } from './times.ts'

/** The codes of store/influx/problem.ts; a test compares. */
export const SERIES_PROBLEMS = [
  'unreachable',
  'timeout',
  'unauthorised',
  'no-database',
  'no-retention',
  'wrong-dialect',
  'clock',
  'not-kept',
  'overloaded',
  'server-error',
  'refused-points',
  'strange-answer',
] as const
export type SeriesProblem = (typeof SERIES_PROBLEMS)[number]

/** The states of store/series/status.ts; a test compares. */
export const SERIES_STATES = ['starting', 'writing', 'catching-up', 'waiting', 'held'] as const
export type SeriesState = (typeof SERIES_STATES)[number]

export const SERIES_STATE_TEXTS: Readonly<Record<Language, Readonly<Record<SeriesState, string>>>> =
  {
    en: {
      starting: 'not tried yet',
      writing: 'writing',
      'catching-up': 'catching up',
      waiting: 'waiting',
      held: 'held',
    },
    id: {
      starting: 'belum dicoba',
      writing: 'menulis',
      'catching-up': 'mengejar ketinggalan',
      waiting: 'menunggu',
      held: 'ditahan',
    },
  }

export function seriesStateName(language: Language, state: SeriesState): string {
  return SERIES_STATE_TEXTS[language][state]
}

/** What there is to say of a problem. */
type Frame = Readonly<Record<'what' | 'remedy', string>>

export const SERIES_PROBLEM_TEXTS: Readonly<
  Record<Language, Readonly<Record<SeriesProblem, Frame>>>
> = {
  en: {
    unreachable: {
      what: '{influx} cannot be reached{why}; what is measured waits in the spool',
      remedy:
        'see whether it runs, and whether its address in ronda.yaml and the way to it (name, firewall, certificate) are right; it is tried again by itself',
    },
    timeout: {
      what: '{influx} does not answer in time{why}; what is measured waits in the spool',
      remedy:
        'see whether its machine is overloaded or its disk slow; a longer timeoutMs in ronda.yaml may help; it is tried again by itself',
    },
    unauthorised: {
      what: '{influx} refuses our user, password or token{why}; what is measured waits in the spool',
      remedy:
        'give that user or token the right to write, there: it is tried again by itself; or mend username and password, or token, in ronda.yaml or its secret, and then start Ronda again',
    },
    'no-database': {
      what: '{influx} has no database {database}{why}; what is measured waits in the spool',
      remedy: 'make it with ronda store init, or mend its name in ronda.yaml',
    },
    'no-retention': {
      what: '{influx} has no retention policy {tier} in {database}{why}; what is measured waits in the spool',
      remedy: 'make it with ronda store init',
    },
    'wrong-dialect': {
      what: '{influx} does not answer as an InfluxDB of that version does{why}; what is measured waits in the spool',
      remedy:
        'see what listens at that address, and set dialect in ronda.yaml to its major version: 1, 2 or 3',
    },
    clock: {
      what: '{influx}: {difference}{why}; what is measured waits in the spool',
      remedy:
        'look first at the clock of this machine (timedatectl), by which all is dated; if that one is right, set the clock there; keep both right with NTP',
    },
    'not-kept': {
      what: '{influx} takes what we write, but it cannot be read back{why}; what is measured waits in the spool',
      remedy:
        'see whether database and retention in ronda.yaml are those that are read, and whether our user may read; ronda store init mends them',
    },
    overloaded: {
      what: '{influx} asks for patience{why}; what is measured waits in the spool',
      remedy:
        'nothing, if it is soon over: it is tried again by itself; else give it more memory or a faster disk',
    },
    'server-error': {
      what: '{influx} fails inside{why}; what is measured waits in the spool',
      remedy: 'its own log says why; it is tried again by itself',
    },
    'refused-points': {
      what: '{influx} refuses points for what they are{why}; they are kept as dead letters, all others are written',
      remedy:
        'see them: ronda store dead-letters; mend the cause, then: ronda store replay --dead-letters',
    },
    'strange-answer': {
      what: '{influx} answers as no InfluxDB is known to{why}; what is measured waits in the spool',
      remedy: 'see whether a proxy stands before it, and what listens at that address',
    },
  },
  id: {
    unreachable: {
      what: '{influx} tidak dapat dihubungi{why}; hasil ukur menunggu di spool',
      remedy:
        'periksa apakah servernya berjalan, dan apakah alamatnya di ronda.yaml serta jalur ke sana (nama, firewall, sertifikat) benar; dicoba lagi dengan sendirinya',
    },
    timeout: {
      what: '{influx} tidak menjawab pada waktunya{why}; hasil ukur menunggu di spool',
      remedy:
        'periksa apakah mesinnya terlalu sibuk atau disknya lambat; timeoutMs yang lebih panjang di ronda.yaml mungkin membantu; dicoba lagi dengan sendirinya',
    },
    unauthorised: {
      what: '{influx} menolak pengguna, kata sandi, atau token kita{why}; hasil ukur menunggu di spool',
      remedy:
        'beri pengguna atau token itu hak menulis di sana: dicoba lagi dengan sendirinya; atau perbaiki username dan password, atau token, di ronda.yaml atau rahasianya, lalu jalankan Ronda lagi',
    },
    'no-database': {
      what: '{influx} tidak punya database {database}{why}; hasil ukur menunggu di spool',
      remedy: 'buat dengan ronda store init, atau perbaiki namanya di ronda.yaml',
    },
    'no-retention': {
      what: '{influx} tidak punya aturan retensi {tier} di {database}{why}; hasil ukur menunggu di spool',
      remedy: 'buat dengan ronda store init',
    },
    'wrong-dialect': {
      what: '{influx} tidak menjawab seperti InfluxDB versi itu{why}; hasil ukur menunggu di spool',
      remedy:
        'periksa apa yang ada di alamat itu, dan tulis versi utamanya pada dialect di ronda.yaml: 1, 2, atau 3',
    },
    clock: {
      what: '{influx}: {difference}{why}; hasil ukur menunggu di spool',
      remedy:
        'periksa dulu jam mesin ini (timedatectl), karena semua diberi waktu menurut jam itu; jika benar, setel jam di sana; jaga keduanya tetap benar dengan NTP',
    },
    'not-kept': {
      what: '{influx} menerima tulisan kita, tetapi tidak bisa dibaca kembali{why}; hasil ukur menunggu di spool',
      remedy:
        'periksa apakah database dan retensi di ronda.yaml sama dengan yang dibaca, dan apakah pengguna kita boleh membaca; ronda store init membereskannya',
    },
    overloaded: {
      what: '{influx} minta kita bersabar{why}; hasil ukur menunggu di spool',
      remedy:
        'tidak perlu apa-apa bila cepat selesai: dicoba lagi dengan sendirinya; jika tidak, beri memori lebih atau disk yang lebih cepat',
    },
    'server-error': {
      what: '{influx} gagal di dalam{why}; hasil ukur menunggu di spool',
      remedy: 'catatan (log) server itu menyebut sebabnya; dicoba lagi dengan sendirinya',
    },
    'refused-points': {
      what: '{influx} menolak sebagian data karena isinya{why}; yang ditolak disimpan tersendiri, yang lain tertulis',
      remedy:
        'lihat: ronda store dead-letters; perbaiki sebabnya, lalu: ronda store replay --dead-letters',
    },
    'strange-answer': {
      what: '{influx} menjawab tidak seperti InfluxDB mana pun{why}; hasil ukur menunggu di spool',
      remedy: 'periksa apakah ada proksi di depannya, dan apa yang ada di alamat itu',
    },
  },
}

/** Parts of the sentences: which database it is, what was said there, and how much it is. */
export const SERIES_PART_TEXTS: Readonly<
  Record<
    Language,
    Readonly<Record<'named' | 'at' | 'why' | 'ahead' | 'behind' | 'differs', string>>
  >
> = {
  en: {
    named: 'InfluxDB {name} at {url}',
    at: 'InfluxDB at {url}',
    why: ': {reason}',
    ahead: 'its clock is {duration} ahead of ours',
    behind: 'its clock is {duration} behind ours',
    differs: 'its clock and ours may differ',
  },
  id: {
    named: 'InfluxDB {name} di {url}',
    at: 'InfluxDB di {url}',
    why: ': {reason}',
    ahead: 'jamnya {duration} lebih maju dari jam kita',
    behind: 'jamnya {duration} tertinggal dari jam kita',
    differs: 'jamnya dan jam kita mungkin berbeda',
  },
}

/** What a sentence is filled from: `url`, `database`, `tier`, `why` and `said` (series-reasons.ts), `seconds` (of its clock minus ours), and `name` of the target where it is known. */
export interface SeriesTrouble {
  readonly code: SeriesProblem
  readonly values: Values
}

/** Both begin small or with a name and end without a full stop, so that they can stand in a longer sentence. */
export function seriesProblemText(
  language: Language,
  { code, values }: SeriesTrouble,
): { readonly what: string; readonly remedy: string } {
  const { name, url } = values as Partial<Values>
  const reason = seriesReasonText(language, values)
  const parts = SERIES_PART_TEXTS[language]
  const place = url === undefined ? 'InfluxDB' : name === undefined ? parts.at : parts.named
  const frame = SERIES_PROBLEM_TEXTS[language][code]
  const what = fill(frame.what, {
    // Not every problem is known by its tier.
    tier: '?',
    database: '?',
    ...values,
    influx: fill(place, values),
    why: reason === '' ? '' : fill(parts.why, { reason }),
    difference: differenceText(language, values),
  })
  return { what, remedy: seriesReasonRemedy(language, values) ?? frame.remedy }
}

function differenceText(language: Language, values: Values): string {
  const { seconds } = values as Partial<Values>
  const parts = SERIES_PART_TEXTS[language]
  if (seconds === undefined) return parts.differs
  const duration = formatDuration(language, Math.abs(Number(seconds)) * 1000)
  return fill(Number(seconds) < 0 ? parts.behind : parts.ahead, { duration })
}

/** True for a code that there is a sentence for. */
export function isSeriesProblem(code: unknown): code is SeriesProblem {
  return SERIES_PROBLEMS.some((known) => known === code)
}

/** Points that are gone, by why: dropped by the cap (by what they were worth), too old, dated ahead, refused. */
export const SERIES_LOSS_TEXTS = {
  en: {
    raw: 'dropped: 10 s values',
    minute: 'dropped: minutes',
    hour: 'dropped: hours and days',
    state: 'dropped: states',
    kept: 'dropped: incidents and SLA',
    expired: 'older than they would be kept',
    future: 'dated ahead of the clock',
    deadLetters: 'refused, kept as dead letters',
    deadLettersDropped: 'refused, too many to keep',
  },
  id: {
    raw: 'dibuang: nilai 10 dtk',
    minute: 'dibuang: nilai menit',
    hour: 'dibuang: nilai jam dan hari',
    state: 'dibuang: keadaan',
    kept: 'dibuang: insiden dan SLA',
    expired: 'lebih tua dari masa simpannya',
    future: 'bertanggal lebih maju dari jam',
    deadLetters: 'ditolak, disimpan tersendiri',
    deadLettersDropped: 'ditolak, terlalu banyak untuk disimpan',
  },
} as const satisfies Readonly<Record<Language, Readonly<Record<string, string>>>>
export type SeriesLoss = keyof (typeof SERIES_LOSS_TEXTS)['en']
