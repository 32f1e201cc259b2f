// What the words of incidents mean: why one cause was found, and the steps of a life.
import type { Words } from '../../texts/language.ts'
import type { Colour } from './palette.ts'
import type { Meaning } from './panel.ts'

const REASONS: Readonly<Record<string, Words>> = {
  'topmost-failed': { en: 'fell, all above lives', id: 'mati, yang di atasnya hidup' },
  'shared-attribute': { en: 'failed together', id: 'mati bersama' },
  'left-behind': { en: 'stayed dead after recovery', id: 'tetap mati setelah pulih' },
  'probe-blind': { en: 'the probe sees nothing', id: 'alat periksa tidak melihat apa-apa' },
  'planned-over': { en: 'dead past a planned end', id: 'mati lewat akhir rencana' },
}

/** Of `reason` of incidents and outages. */
export const INCIDENT_REASON_MEANINGS: readonly Meaning[] = Object.entries(REASONS).map(
  ([value, text]) => ({ value, text, colour: 'grey' }),
)

const STEPS: Readonly<Record<string, { readonly text: Words; readonly colour: Colour }>> = {
  opened: { text: { en: 'opened', id: 'dimulai' }, colour: 'orange' },
  settled: { text: { en: 'told', id: 'dikabarkan' }, colour: 'red' },
  recovering: { text: { en: 'recovering', id: 'sedang pulih' }, colour: 'sky' },
  reopened: { text: { en: 'down again', id: 'mati lagi' }, colour: 'red' },
  flapping: { text: { en: 'flapping', id: 'naik-turun' }, colour: 'purple' },
  stable: { text: { en: 'stable again', id: 'stabil kembali' }, colour: 'green' },
  acknowledged: { text: { en: 'acknowledged', id: 'ditanggapi' }, colour: 'blue' },
  closed: { text: { en: 'closed', id: 'selesai' }, colour: 'green' },
}

/** Of `what` of incidents. */
export const STEP_MEANINGS: readonly Meaning[] = Object.entries(STEPS).map(([value, step]) => ({
  value,
  ...step,
}))

/** Of `kind` and `what` of what is planned. */
export const PLANNED_MEANINGS: readonly Meaning[] = [
  { value: 'suspension', text: { en: 'suspension', id: 'penonaktifan' }, colour: 'blue' },
  { value: 'maintenance', text: { en: 'maintenance', id: 'pemeliharaan' }, colour: 'sky' },
  { value: 'begun', text: { en: 'begun', id: 'dimulai' }, colour: 'blue' },
  { value: 'ended', text: { en: 'ended', id: 'berakhir' }, colour: 'green' },
  { value: 'lifted', text: { en: 'lifted early', id: 'dicabut lebih awal' }, colour: 'green' },
]

export const SEVERITY_MEANINGS: readonly Meaning[] = [
  { value: 'critical', text: { en: 'critical', id: 'kritis' }, colour: 'red' },
  { value: 'warning', text: { en: 'warning', id: 'peringatan' }, colour: 'orange' },
]

export const ACKNOWLEDGED_MEANINGS: readonly Meaning[] = [
  { value: 0, text: { en: 'nobody yet', id: 'belum ada' }, colour: 'red' },
  { value: 1, text: { en: 'looked after', id: 'ditangani' }, colour: 'green' },
]
