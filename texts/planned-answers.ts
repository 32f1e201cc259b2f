// What is said beside "done": that it could not be written, and what is left on below something that is off.
import { fill, type Language } from './language.ts'
import { formatCount } from './times.ts'

/** Several that hang on the same, which is off. */
interface Hanging {
  /** Never empty. */
  readonly targets: readonly string[]
  readonly on: string
  readonly by: 'suspension' | 'maintenance'
}

export const NOT_KEPT_TEXTS: Readonly<Record<Language, string>> = {
  id: 'BELUM TERSIMPAN: disk tidak dapat ditulis; ini berlaku sampai Ronda berhenti',
  en: 'NOT KEPT YET: the disk cannot be written; it holds until Ronda ends',
}

export const HANGING_FRAMES: Readonly<
  Record<Language, Readonly<Record<'one' | 'many' | Hanging['by'], string>>>
> = {
  id: {
    one: '{target} bergantung pada {on}, yang tetap {by}: selama itu mati, {target} tak terjangkau dan tidak memanggil siapa pun',
    many: '{target} dan {rest} lainnya bergantung pada {on}, yang tetap {by}: selama itu mati, semuanya tak terjangkau dan tidak memanggil siapa pun',
    suspension: 'dinonaktifkan',
    maintenance: 'dalam pemeliharaan',
  },
  en: {
    one: '{target} hangs on {on}, which stays {by}: while that is off, {target} is unreachable and pages nobody',
    many: '{target} and {rest} more hang on {on}, which stays {by}: while that is off, they are unreachable and page nobody',
    suspension: 'suspended',
    maintenance: 'in maintenance',
  },
}

/** Of several targets the first is named, the others are counted. */
export function hangingText(language: Language, { targets, on, by }: Hanging): string {
  const frames = HANGING_FRAMES[language]
  const [target = ''] = targets
  const rest = formatCount(language, targets.length - 1)
  return fill(frames[targets.length === 1 ? 'one' : 'many'], { target, rest, on, by: frames[by] })
}
