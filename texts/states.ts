// The states of a target, named and explained.
import type { State } from '../fleet/state.ts'
import type { Language } from './language.ts'

interface StateText {
  readonly name: string
  /** One short sentence for a legend or a tooltip. */
  readonly meaning: string
}

export const STATE_TEXTS: Readonly<Record<Language, Readonly<Record<State, StateText>>>> = {
  en: {
    up: { name: 'up', meaning: 'It answers.' },
    degraded: { name: 'degraded', meaning: 'It answers, but not always.' },
    down: { name: 'down', meaning: 'It does not answer, and the fault is here.' },
    unreachable: { name: 'unreachable', meaning: 'Something above it is down.' },
    unknown: { name: 'unknown', meaning: 'We cannot know at the moment.' },
    maintenance: { name: 'maintenance', meaning: 'It is being worked on, as planned.' },
    suspended: { name: 'suspended', meaning: 'It was switched off on purpose.' },
  },
  id: {
    up: { name: 'hidup', meaning: 'Menjawab.' },
    degraded: { name: 'terganggu', meaning: 'Menjawab, tetapi tidak selalu.' },
    down: { name: 'mati', meaning: 'Tidak menjawab, dan gangguannya di sini.' },
    unreachable: { name: 'tak terjangkau', meaning: 'Sesuatu di atasnya mati.' },
    unknown: { name: 'tidak diketahui', meaning: 'Saat ini keadaannya tidak dapat diketahui.' },
    maintenance: { name: 'pemeliharaan', meaning: 'Sedang dikerjakan sesuai rencana.' },
    suspended: { name: 'dinonaktifkan', meaning: 'Sengaja dimatikan.' },
  },
}

/** The name of a state in the middle of a sentence. */
export function stateName(language: Language, state: State): string {
  return STATE_TEXTS[language][state].name
}
