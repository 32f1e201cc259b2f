// Announcements: each said once, a copy of what a receiver refused, and many of them as one.
import { manyText, refusedText } from '../../texts/desk-announcements.ts'
import { messageOfRow } from '../message/row-message.ts'
import { SEVERITIES, type Severity } from '../notification.ts'
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

/** What a receiver refused, for others to read; undefined where the refused row is such a copy itself. */
export function refusedCopy(row: DeskRow, why: string): Announcement | undefined {
  if (row.key.startsWith(REFUSED)) return undefined
  const message = messageOfRow(row)
  const said = message ? [message.title, ...message.lines] : [row.key]
  const short = why.slice(0, LONGEST_WHY)
  return {
    id: REFUSED + row.key,
    severity: message?.severity ?? 'warning',
    text: {
      id: refusedText('id', row.receiver, short, said),
      en: refusedText('en', row.receiver, short, said),
    },
    targets: (message?.list ?? []).map(({ id }) => id),
  }
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
