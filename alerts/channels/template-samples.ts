// Messages that try a template: one with everything and with signs that break what is not escaped, one with next to nothing.
import type { Notification } from '../notification.ts'

const NASTY = 'a "b" \\ c\n\td é 😀 {{title}}'

const FULL: Notification = {
  key: NASTY,
  type: 'page',
  language: 'id',
  city: NASTY,
  timezone: 'Asia/Jakarta',
  at: 0,
  severity: 'critical',
  title: NASTY,
  lines: [NASTY, NASTY],
  incidents: [
    {
      id: NASTY,
      cause: { kind: 'target', targetId: NASTY },
      reason: 'topmost-failed',
      severity: 'critical',
      headline: NASTY,
      openedAt: 0,
      flapping: false,
      affected: 2,
      byKecamatan: [],
      byKind: [],
      byOwner: [],
      labels: {},
      link: NASTY,
      listLink: NASTY,
      ackLink: NASTY,
    },
  ],
  list: [
    { id: NASTY, kind: NASTY, name: NASTY, kecamatan: NASTY, owner: NASTY },
    { id: NASTY, kind: NASTY, name: NASTY, kecamatan: NASTY, owner: NASTY },
  ],
  synthetic: true,
}

const BARE: Notification = {
  key: 'k',
  type: 'announcement',
  language: 'en',
  city: 'c',
  timezone: 'Asia/Jakarta',
  at: 0,
  severity: 'info',
  title: '',
  lines: [],
  incidents: [],
  list: [],
  synthetic: false,
}

export const SAMPLES: readonly Notification[] = [FULL, BARE]
