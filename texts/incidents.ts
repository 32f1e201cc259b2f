// The words for incidents: states, steps of a life, what victims share, and why somebody decided that it is one cause.
import type { Language } from './language.ts'

type IncidentState = 'open' | 'recovering' | 'closed'
const STEPS = [
  'opened',
  'settled',
  'grown',
  'shrunk',
  'recovering',
  'reopened',
  'flapping',
  'stable',
  'acknowledged',
  'closed',
] as const
const ATTRIBUTES = [
  'isp',
  'kelurahan',
  'nvr-model',
  'reporter',
  'nvr',
  'owner',
  'condition',
] as const
const REASONS = [
  'topmost-failed',
  'shared-attribute',
  'left-behind',
  'probe-blind',
  'planned-over',
] as const

export const INCIDENT_STATE_TEXTS: Readonly<
  Record<Language, Readonly<Record<IncidentState, string>>>
> = {
  en: { open: 'open', recovering: 'recovering', closed: 'closed' },
  id: { open: 'berlangsung', recovering: 'sedang pulih', closed: 'selesai' },
}

export const STEP_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof STEPS)[number], string>>>
> = {
  en: {
    opened: 'opened',
    settled: 'all below was looked at: told to whom it concerns',
    grown: 'more are affected',
    shrunk: 'fewer are affected',
    recovering: 'the cause answers again, what hangs on it is being asked',
    reopened: 'down again',
    flapping: 'flapping: goes down and up too often to be told each time',
    stable: 'stable again, no longer flapping',
    acknowledged: 'acknowledged',
    closed: 'closed',
  },
  id: {
    opened: 'dimulai',
    settled: 'semua di bawahnya sudah ditanya: dikabarkan kepada yang berkepentingan',
    grown: 'lebih banyak yang terdampak',
    shrunk: 'lebih sedikit yang terdampak',
    recovering: 'penyebabnya menjawab kembali, yang bergantung padanya sedang ditanya',
    reopened: 'mati lagi',
    flapping: 'naik-turun: terlalu sering mati dan hidup untuk dikabarkan satu per satu',
    stable: 'stabil kembali, tidak lagi naik-turun',
    acknowledged: 'ditanggapi petugas',
    closed: 'selesai',
  },
}

/** What stands before the value: `ISP telkom`. */
export const ATTRIBUTE_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof ATTRIBUTES)[number], string>>>
> = {
  en: {
    isp: 'ISP',
    kelurahan: 'kelurahan',
    'nvr-model': 'NVR model',
    reporter: 'router',
    nvr: 'NVR',
    owner: 'owner',
    condition: 'condition',
  },
  id: {
    isp: 'ISP',
    kelurahan: 'kelurahan',
    'nvr-model': 'model NVR',
    reporter: 'router',
    nvr: 'NVR',
    owner: 'pemilik',
    condition: 'kondisi',
  },
}

/** Why it is one cause. Placeholders: cause, and of a shared one attribute, value, failed, total. */
export const INCIDENT_REASON_TEXTS: Readonly<
  Record<Language, Readonly<Record<(typeof REASONS)[number], string>>>
> = {
  en: {
    'topmost-failed': '{cause} went down while everything above it lived',
    'shared-attribute':
      '{failed} of {total} targets of {attribute} {value} failed within a minute; nothing declared above them was down, and too few others failed',
    'left-behind': '{cause} stayed dead after what is above it came back and it was asked again',
    'probe-blind':
      'anchors and targets went silent together: the probe itself saw nothing, and changed no state',
    'planned-over': '{what} {plannedId} ({why}) has ended, and these are still dead',
  },
  id: {
    'topmost-failed': '{cause} mati sementara semua yang di atasnya hidup',
    'shared-attribute':
      '{failed} dari {total} titik pada {attribute} {value} mati dalam satu menit; tidak ada induk mereka yang mati, dan terlalu sedikit titik lain yang mati',
    'left-behind': '{cause} tetap mati setelah yang di atasnya pulih dan titik ini ditanya kembali',
    'probe-blind':
      'jangkar dan titik diam bersamaan: alat periksa sendiri tidak melihat apa-apa, dan tidak mengubah keadaan apa pun',
    'planned-over': '{what} {plannedId} ({why}) sudah berakhir, dan ini masih mati',
  },
}

export type FrameKey =
  | 'targetDown'
  | 'shared'
  | 'camera'
  | 'camerasOf'
  | 'camerasOfNvr'
  | 'camerasAlike'
  | 'cameraWhy'
  | 'camerasOfWhy'
  | 'camerasOfNvrWhy'
  | 'camerasAlikeWhy'
  | 'planned'
  | 'plannedDead'
  | 'plannedPast'
  | 'plannedPastDead'
  | 'suspension'
  | 'maintenance'
  | 'probe'
  | 'headline'
  | 'headlineClosed'
  | 'headlineWithdrawn'
  | 'headlineProbe'
  | 'headlineProbeClosed'
  | 'withdrawnSuspended'
  | 'withdrawnMaintenance'
  | 'withdrawnGone'
  | 'flapping'
  | 'twoAreas'
  | 'manyAreas'
  | 'noArea'
  | 'openSentence'
  | 'recoveringSentence'
  | 'closedSentence'
  | 'withdrawnSentence'

/** How the parts are put together. */
export const INCIDENT_FRAMES: Readonly<Record<Language, Readonly<Record<FrameKey, string>>>> = {
  en: {
    targetDown: '{name} down',
    shared: '{attribute} {value}: {failed} of {total} down',
    camera: '{name} {shows}',
    camerasOf: '{attribute} {value}: {failed} of {total} cameras with one fault ({shows})',
    camerasOfNvr: '{failed} of {total} cameras of {value}: {shows}',
    camerasAlike: '{failed} of {total} cameras with one fault ({shows})',
    cameraWhy: '{cause} {shows}, while everything above it lives',
    camerasOfWhy:
      '{failed} of {total} cameras of {attribute} {value} failed within one round of looks ({shows}); nothing above them was down, and too few others failed',
    camerasOfNvrWhy: '{failed} of {total} cameras of {value}: {shows}; it answers echoes itself',
    camerasAlikeWhy:
      '{failed} of {total} cameras failed within one round of looks ({shows}); nothing above them was down, and they have nothing else in common',
    planned: '{what} over and still dead: {why}',
    plannedDead: '{what} over and still dead: {dead} ({why})',
    plannedPast: 'dead past the end of {what} ({why})',
    plannedPastDead: '{dead}, dead past the end of {what} ({why})',
    suspension: 'suspension',
    maintenance: 'maintenance',
    probe: 'The probe is blind',
    headline: '{cause}: {count} affected, {area}, since {time}',
    headlineClosed: '{cause}: {count} were affected, {area}, from {time} to {end}',
    headlineWithdrawn: '{cause}: {count} were affected, {area}, from {time}; {how}',
    headlineProbe: '{cause} since {time}: nothing is told of targets meanwhile',
    headlineProbeClosed:
      'The probe was blind from {time} to {end}: nothing was told of targets meanwhile',
    withdrawnSuspended: 'suspended since {end} and not known to be back',
    withdrawnMaintenance: 'in maintenance since {end} and not known to be back',
    withdrawnGone: 'no longer in the estate ({end}) and not known to be back',
    flapping: '{line} (flapping)',
    twoAreas: '{first} and {second}',
    manyAreas: '{count} kecamatan',
    noArea: 'in no area',
    openSentence: 'Open since {time} ({duration}): {why}.',
    recoveringSentence:
      'Recovering, open since {time} ({duration}): the cause answers again, and what hangs on it is being asked. Why it was opened: {why}.',
    closedSentence: 'Closed {end}, open for {duration}: {why}.',
    withdrawnSentence: 'No longer watched since {end}, open for {duration} until then: {why}.',
  },
  id: {
    targetDown: '{name} mati',
    shared: '{attribute} {value}: {failed} dari {total} mati',
    camera: '{name} {shows}',
    camerasOf: '{attribute} {value}: {failed} dari {total} kamera dengan gangguan sama ({shows})',
    camerasOfNvr: '{failed} dari {total} kamera pada {value}: {shows}',
    camerasAlike: '{failed} dari {total} kamera dengan gangguan sama ({shows})',
    cameraWhy: '{cause} {shows}, sementara semua yang di atasnya hidup',
    camerasOfWhy:
      '{failed} dari {total} kamera pada {attribute} {value} terganggu dalam satu putaran pemeriksaan ({shows}); tidak ada induk mereka yang mati, dan terlalu sedikit kamera lain yang terganggu',
    camerasOfNvrWhy:
      '{failed} dari {total} kamera pada {value}: {shows}; NVR itu sendiri menjawab echo',
    camerasAlikeWhy:
      '{failed} dari {total} kamera terganggu dalam satu putaran pemeriksaan ({shows}); tidak ada induk mereka yang mati, dan tidak ada kesamaan lain di antara mereka',
    planned: '{what} berakhir dan masih mati: {why}',
    plannedDead: '{what} berakhir dan masih mati: {dead} ({why})',
    plannedPast: 'mati setelah {what} berakhir ({why})',
    plannedPastDead: '{dead}, mati setelah {what} berakhir ({why})',
    suspension: 'penonaktifan',
    maintenance: 'pemeliharaan',
    probe: 'Alat periksa buta',
    headline: '{cause}: {count} terdampak, {area}, sejak {time}',
    headlineClosed: '{cause}: {count} terdampak, {area}, dari {time} sampai {end}',
    headlineWithdrawn: '{cause}: {count} terdampak, {area}, dari {time}; {how}',
    headlineProbe: '{cause} sejak {time}: selama itu tidak ada kabar tentang titik mana pun',
    headlineProbeClosed:
      'Alat periksa buta dari {time} sampai {end}: selama itu tidak ada kabar tentang titik mana pun',
    withdrawnSuspended: 'dinonaktifkan sejak {end} dan belum diketahui pulih',
    withdrawnMaintenance: 'dalam pemeliharaan sejak {end} dan belum diketahui pulih',
    withdrawnGone: 'tidak ada lagi dalam data kota ({end}) dan belum diketahui pulih',
    flapping: '{line} (naik-turun)',
    twoAreas: '{first} dan {second}',
    manyAreas: '{count} kecamatan',
    noArea: 'tanpa wilayah',
    openSentence: 'Berlangsung sejak {time} ({duration}): {why}.',
    recoveringSentence:
      'Sedang pulih, berlangsung sejak {time} ({duration}): penyebabnya menjawab kembali, dan yang bergantung padanya sedang ditanya. Mengapa dimulai: {why}.',
    closedSentence: 'Selesai {end}, berlangsung {duration}: {why}.',
    withdrawnSentence:
      'Tidak dipantau lagi sejak {end}, sampai saat itu berlangsung {duration}: {why}.',
  },
}

/** The name of a state of incidents; an unknown word as it is. */
export function incidentStateName(language: Language, state: string): string {
  const texts: Readonly<Record<string, string>> = INCIDENT_STATE_TEXTS[language]
  return texts[state] ?? state
}

/** What a step of an incident's life was; an unknown word as it is. */
export function stepName(language: Language, what: string): string {
  const texts: Readonly<Record<string, string>> = STEP_TEXTS[language]
  return texts[what] ?? what
}
