// Announcements: each said once, a copy of what a receiver refused, and many of them as one.
import { manyText, notTakenText } from '../../texts/desk-announcements.ts'
import { messageOfRow } from '../message/row-message.ts'
import { SEVERITIES, type Severity } from '../notification.ts'
import type { Refusal } from '../refusal.ts'
import type { Announcement, DeskRow } from './desk.ts'

/** So many ids are remembered, the latest; the store keeps a row that it has once more often than that. */
const MOST_IDS = 500
const REFUSED = 'refused/'
const LONGEST_WHY = 500

/** Ids of announcements, for saying each once. */
export class AnnouncedIds {
  #ids = new Set<string>()

  /** False where it was there already. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false
    this.#ids.add(id)
    if (this.#ids.size > MOST_IDS) {
      const [oldest] = this.#ids
      if (oldest !== undefined) this.#ids.delete(oldest)
    }
    return true
  }

  body(): string {
    return JSON.stringify({ version: 1, ids: [...this.#ids] })
  }

  restore(body: string): void {
    const { version, ids } = JSON.parse(body) as { version: number; ids: readonly string[] }
    if (version === 1) this.#ids = new Set(ids)
  }
}

/** What a receiver did not take, for others to read; undefined where it is such a copy itself. `isOver`: by now, unsaid. */
export function refusedCopy(
  row: DeskRow,
  refusal: Refusal,
  isOver: boolean,
): Announcement | undefined {
  if (row.key.startsWith(REFUSED)) return undefined
  const message = messageOfRow(row)
  const { title = row.key, lines = [], list = [], severity = 'warning' } = message ?? {}
  const said = {
    receiver: row.receiver,
    kind: refusal.kind,
    ...(refusal.kind === 'refused' && { why: shortWhy(refusal.why) }),
    title,
    lines,
    isOver,
  }
  return {
    id: REFUSED + row.key,
    severity,
    text: { id: notTakenText('id', said), en: notTakenText('en', said) },
    targets: list.map(({ id }) => id),
  }
}

export function shortWhy(why: string): string {
  return why.slice(0, LONGEST_WHY)
}

/** All of them as one, under `id`; `dropped` more are only counted. */
export function asOne(id: string, all: readonly Announcement[], dropped: number): Announcement {
  const text = (language: 'id' | 'en'): string[] => [
    manyText(language, all.length + dropped),
    ...all.flatMap((announcement) => announcement.text[language]),
  ]
  return {
    id,
    severity: worst(all.map(({ severity }) => severity)),
    text: { id: text('id'), en: text('en') },
    targets: [...new Set(all.flatMap(({ targets = [] }) => targets))].sort(),
  }
}

/** `info` where there are none. */
export function worst(severities: readonly Severity[]): Severity {
  return SEVERITIES.find((severity) => severities.includes(severity)) ?? 'info'
}
