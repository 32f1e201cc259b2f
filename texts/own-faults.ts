// What the program tells of its own faults: it stood still, or its clock was set. Being blind is an incident.
import { fill, type Language } from './language.ts'
import { formatDuration, formatTime } from './times.ts'

const OWN_FAULTS = ['paused', 'clock-step'] as const
export type OwnFault = (typeof OWN_FAULTS)[number]

const TEXTS: Readonly<Record<Language, Readonly<Record<OwnFault, readonly string[]>>>> = {
  en: {
    paused: [
      'Ronda itself stood still for {duration}, from {time}',
      'Nothing was asked in that time, and nobody was told of anything; the time is outside the SLA.',
      'The machine was suspended or had no processor time. What died meanwhile is being found now.',
    ],
    'clock-step': [
      'The clock of the machine that Ronda runs on was set at {time}',
      'States are right; times in reports and messages before it are those of the old clock.',
    ],
  },
  id: {
    paused: [
      'Ronda sendiri berhenti selama {duration}, sejak {time}',
      'Selama itu tidak ada yang ditanya dan tidak ada yang dikabarkan; waktu itu di luar SLA.',
      'Mesinnya tertidur atau tidak mendapat waktu prosesor. Yang mati selama itu sedang dicari.',
    ],
    'clock-step': [
      'Jam mesin tempat Ronda berjalan diubah pada {time}',
      'Keadaan tetap benar; waktu pada laporan dan pesan sebelumnya mengikuti jam yang lama.',
    ],
  },
}

/** True for a reason of a gap that people are told of by itself. */
export function isOwnFault(reason: string): reason is OwnFault {
  return OWN_FAULTS.some((fault) => fault === reason)
}

/** First line and further lines. `from` and `now` in epoch milliseconds; `timezone`: IANA name of the city. */
export function ownFaultText(
  language: Language,
  fault: OwnFault,
  { from, durationMs, timezone, now }: OwnFaultTimes,
): readonly string[] {
  const values = {
    duration: formatDuration(language, durationMs),
    time: formatTime(language, from, timezone, now),
  }
  return TEXTS[language][fault].map((line) => fill(line, values))
}

export interface OwnFaultTimes {
  readonly from: number
  readonly durationMs: number
  readonly timezone: string
  readonly now: number
}
