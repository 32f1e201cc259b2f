// What we pushed last, kept in Grafana itself as the comment of a template group, so that it is known from any machine.
import { hashOf, type Json } from './json.ts'
import { KINDS, type Kind } from './thing.ts'

/** Name of the template group. No contact point uses it. */
export const LEDGER_NAME = 'ronda-pushed'

export interface Entry {
  readonly kind: Kind
  readonly key: string
  /** Hash of what Grafana gave back after the push. */
  readonly given: string
  /** Hash of what was sent. */
  readonly sent: string
  /** Keyed hash of the secrets that were sent; absent where there are none. */
  readonly secrets?: string
}

export class Ledger {
  readonly #entries = new Map<string, Entry>()

  constructor(entries: Iterable<Entry> = []) {
    for (const entry of entries) this.set(entry)
  }

  /** Lines that are none of ours are passed over: a person may have written there. */
  static parse(text: string): Ledger {
    const entries = text.split('\n').flatMap((line): Entry[] => {
      const [kind, key, given, sent, secrets] = line.trim().split(' ')
      const known = KINDS.find((one) => one.replace(' ', '-') === kind)
      if (known === undefined || key === undefined || !given || !sent) return []
      return [{ kind: known, key: decoded(key), given, sent, ...(secrets ? { secrets } : {}) }]
    })
    return new Ledger(entries)
  }

  get(kind: Kind, key: string): Entry | undefined {
    return this.#entries.get(`${kind}\n${key}`)
  }

  set(entry: Entry): void {
    this.#entries.set(`${entry.kind}\n${entry.key}`, entry)
  }

  delete(kind: Kind, key: string): void {
    this.#entries.delete(`${kind}\n${key}`)
  }

  of(kind: Kind): readonly Entry[] {
    return [...this.#entries.values()].filter((entry) => entry.kind === kind)
  }

  /** A Go template of one definition with a comment in it: Grafana takes it, and nothing comes of it. */
  text(): string {
    const lines = [...this.#entries.values()].map(({ kind, key, given, sent, secrets }) =>
      [
        kind.replace(' ', '-'),
        encodeURIComponent(key),
        given,
        sent,
        ...(secrets ? [secrets] : []),
      ].join(' '),
    )
    return [
      `{{ define "${LEDGER_NAME}" }}{{/*`,
      'What "ronda render grafana --push" pushed last. Without it the next push cannot tell what people changed.',
      ...lines.sort(),
      '*/}}{{ end }}',
    ].join('\n')
  }

  copy(): Ledger {
    return new Ledger(this.#entries.values())
  }
}

/** Beside a dashboard's version in Grafana's history: it is ours, and was made of this. */
export function messageOf(body: Json): string {
  return `Ronda ${hashOf(body)}`
}

/** Hash of what was sent with that version; undefined where a person saved it. */
export function sentWith(message: string): string | undefined {
  return /^Ronda ([0-9a-f]{16})$/.exec(message)?.[1]
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
