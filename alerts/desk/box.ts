// What the desk remembers of one receiver: what it was sent in the last minute, and which announcements wait for it.

import type { Announcement } from './desk.ts'
import { nothingSent, type Sent } from './limit.ts'

/** More announcements than this wait for nobody: the oldest are only counted. */
export const MOST_WAITING = 200

export interface Box {
  readonly receiver: string
  sent: Sent
  waiting: readonly Announcement[]
  /** Of those that waited, how many were too many. */
  dropped: number
  /** Number in the key of the last digest or of many announcements at once. */
  lastNumber: number
}

export function newBox(receiver: string): Box {
  return { receiver, sent: nothingSent(), waiting: [], dropped: 0, lastNumber: 0 }
}

export function addAnnouncement(box: Box, announcement: Announcement): void {
  const all = [...box.waiting, announcement]
  box.waiting = all.slice(-MOST_WAITING)
  box.dropped += all.length - box.waiting.length
}

/** The moment as a number that rises even where the clock does not: unique for ever without being remembered. */
export function nextNumber(box: Box, at: number): number {
  box.lastNumber = Math.max(at, box.lastNumber + 1)
  return box.lastNumber
}

const VERSION = 1

export function boxBody(box: Box): string {
  return JSON.stringify({ version: VERSION, ...box })
}

/** Undefined for a body of another version. */
export function readBox(body: string): Box | undefined {
  const { version, ...box } = JSON.parse(body) as Box & { readonly version: number }
  return version === VERSION ? box : undefined
}
