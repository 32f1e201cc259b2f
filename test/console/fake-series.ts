// Time series as they are an hour into an outage of the second of two databases, and what the first one refused.
import type { SeriesStatus, SeriesTargetStatus } from '../../store/series/status.ts'
import type { DeadLetter, Losses } from '../../store/spool/spool.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

export const NO_LOSSES: Losses = {
  dropped: { raw: 0, minute: 0, hour: 0, state: 0, kept: 0 },
  expired: 0,
  future: 0,
  deadLetters: 0,
  deadLettersDropped: 0,
}

/** A database that has all that was measured. */
export function writing(now: number): SeriesTargetStatus {
  return {
    name: 'main',
    url: 'http://10.0.0.5:8086',
    dialect: '1',
    state: 'writing',
    since: now - 5 * HOUR_MS,
    backlog: { frames: 0, points: 0, bytes: 0 },
    lagMs: 0,
    written: 49_374_000,
    lastWrittenAt: now - 4_000,
    liveP50Ms: 41,
    liveP99Ms: 180,
    losses: { ...NO_LOSSES, deadLetters: 205 },
    deadLetters: 205,
  }
}

/** A database that has been away for an hour. */
export function waiting(now: number): SeriesTargetStatus {
  const since = now - HOUR_MS
  return {
    name: 'second',
    url: 'https://second.example:8086',
    dialect: '2',
    state: 'waiting',
    since,
    backlog: {
      frames: 2_200,
      points: 9_874_800,
      bytes: 145_000_000,
      oldestAt: since,
      waitingSince: since,
    },
    lagMs: HOUR_MS,
    written: 39_499_200,
    lastWrittenAt: since,
    liveP50Ms: 60,
    liveP99Ms: 420,
    problem: {
      code: 'unreachable',
      values: { url: 'https://second.example:8086', said: 'connect ECONNREFUSED' },
      since,
    },
    losses: NO_LOSSES,
    deadLetters: 0,
  }
}

export function seriesStatus(now: number): SeriesStatus {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS
  return {
    at: now,
    spool: {
      bytes: 150_000_000,
      fileBytes: 160_000_000,
      maxBytes: 4_294_967_296,
      frames: 2_200,
      points: 9_874_800,
      inMemory: 0,
      lostInMemory: 0,
    },
    targets: [writing(now), waiting(now)],
    rolledTo: { raw: now - (now % 10_000), m1: minute, h1: hour },
  }
}

/** Two reasons: 200 lines of a field that changed its type, 5 that could not be parsed, one of them very long. */
export function fakeDeadLetters(now: number): readonly DeadLetter[] {
  return Array.from({ length: 205 }, (_, i): DeadLetter => {
    const conflict = i < 200
    return {
      n: i + 1,
      at: now - HOUR_MS + i * 1000,
      target: 'main',
      tier: 'raw',
      precision: 's',
      status: 400,
      message: conflict
        ? 'field type conflict: input field "rtt_dms" on measurement "uplink" is type float, already exists as type integer'
        : 'unable to parse: missing tag value',
      line: `uplink,id=upl-${String(i).padStart(5, '0')},kec=genuk rtt_dms=${
        i === 204 ? '1'.repeat(3000) : `${i}.5`
      } 1795392000`,
    }
  })
}
