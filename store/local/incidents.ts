// Incidents in the file: one row each as it is now, its steps, and its list of targets, written only when it changed.
import type { DatabaseSync } from 'node:sqlite'
import type { Incident, IncidentEvent } from '../../incidents/incident.ts'
import { decodeNumbers, encodeNumbers } from '../id-list.ts'
import {
  closedAt,
  incidentLimit,
  type KeptRecord,
  MOST_STEPS,
  nextRecord,
  wholeIncident,
} from '../incident-record.ts'
import type {
  AffectedIds,
  IncidentQuery,
  IncidentRecord,
  IncidentStep,
  StepOfIncident,
} from '../store.ts'
import type { TargetTable } from './targets.ts'

/** Returns what writes steps of incidents, in their order; it has to be called inside a transaction. */
export function incidentWriter(
  db: DatabaseSync,
  targets: TargetTable,
): (events: readonly IncidentEvent[]) => void {
  const find = db.prepare('SELECT idx, data, longest FROM incidents WHERE id = ?')
  const insert = db.prepare(
    `INSERT INTO incidents (id, opened_at, closed_at, data, longest) VALUES (?, ?, ?, ?, ?)`,
  )
  const update = db.prepare(
    'UPDATE incidents SET opened_at = ?, closed_at = ?, data = ?, longest = ? WHERE idx = ?',
  )
  const step = db.prepare(
    `INSERT INTO incident_steps (incident, at, what, affected) VALUES (?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  )
  const findList = db.prepare('SELECT now, peak FROM incident_affected WHERE incident = ?')
  const putList = db.prepare(
    'INSERT OR REPLACE INTO incident_affected (incident, now, peak) VALUES (?, ?, ?)',
  )

  const put = (event: IncidentEvent): { idx: number; peaks: boolean } => {
    const { incident } = event
    const row = find.get(incident.id)
    const before: KeptRecord | undefined = row && {
      record: JSON.parse(String(row['data'])) as IncidentRecord,
      longest: Number(row['longest']),
    }
    const { record, longest } = nextRecord(before, incident)
    const values = [closedAt(event) ?? null, JSON.stringify(record), longest] as const
    if (row === undefined) {
      const { lastInsertRowid } = insert.run(incident.id, incident.openedAt, ...values)
      return { idx: Number(lastInsertRowid), peaks: true }
    }
    const idx = Number(row['idx'])
    update.run(incident.openedAt, ...values, idx)
    return { idx, peaks: longest !== before?.longest }
  }
  const list = (idx: number, affected: readonly string[], peaks: boolean): void => {
    const kept = findList.get(idx)
    const before = kept?.['now'] as Uint8Array | undefined
    const now = encodeNumbers(affected.map((id) => targets.indexOf(id)))
    if (before && Buffer.compare(before, now) === 0) return
    // The peak stands by itself only once the list is another one.
    const peak = peaks ? null : ((kept?.['peak'] ?? before ?? null) as Uint8Array | null)
    putList.run(idx, now, peak)
  }

  return (events) => {
    for (const event of events) {
      const { idx, peaks } = put(event)
      step.run(idx, event.at, event.what, event.incident.affected.length)
      list(idx, event.incident.affected, peaks)
    }
  }
}

export interface IncidentReader {
  openIncidents(): readonly Incident[]
  incidents(query: IncidentQuery): readonly IncidentRecord[]
  incident(id: string): { incident: IncidentRecord; steps: readonly IncidentStep[] } | undefined
  incidentAffected(id: string): AffectedIds | undefined
  incidentSteps(from: number, to: number): readonly StepOfIncident[]
}

export function incidentReader(db: DatabaseSync): IncidentReader {
  const open = db.prepare(
    `SELECT data, now FROM incidents JOIN incident_affected ON incident = idx
     WHERE closed_at IS NULL ORDER BY opened_at DESC, id DESC`,
  )
  const page = (where: string) =>
    db.prepare(
      `SELECT data FROM incidents WHERE opened_at >= ?1 AND opened_at < ?2 ${where}
         AND (?3 IS NULL
           OR (opened_at, id) < (SELECT last.opened_at, last.id FROM incidents last WHERE last.id = ?3))
       ORDER BY opened_at DESC, id DESC LIMIT ?4`,
    )
  const pages = {
    all: page(''),
    open: page('AND closed_at IS NULL'),
    closed: page('AND closed_at IS NOT NULL'),
  }
  const one = db.prepare('SELECT idx, data FROM incidents WHERE id = ?')
  const steps = db.prepare(
    'SELECT at, what, affected FROM incident_steps WHERE incident = ? ORDER BY n',
  )
  const lists = db.prepare('SELECT now, peak FROM incident_affected WHERE incident = ?')
  const allSteps = db.prepare(
    `SELECT at, what, affected, data FROM incident_steps JOIN incidents ON idx = incident
     WHERE at >= ? AND at < ? ORDER BY at, n LIMIT ${MOST_STEPS}`,
  )
  const idOf = db.prepare('SELECT id FROM targets WHERE idx = ?')

  const recordOf = (data: unknown): IncidentRecord => JSON.parse(String(data)) as IncidentRecord
  const idsOf = (packed: unknown): readonly string[] =>
    decodeNumbers(packed as Uint8Array)
      .map((idx) => String(idOf.get(idx)?.['id']))
      .sort()

  return {
    openIncidents: () =>
      open.all().map(({ data, now }) => wholeIncident(recordOf(data), idsOf(now))),
    incidents(query) {
      const { from = Number.MIN_SAFE_INTEGER, to = Number.MAX_SAFE_INTEGER, before = null } = query
      const pageOf = query.open === undefined ? pages.all : query.open ? pages.open : pages.closed
      return pageOf.all(from, to, before, incidentLimit(query)).map(({ data }) => recordOf(data))
    },
    incident(id) {
      const row = one.get(id)
      if (row === undefined) return undefined
      const all = steps.all(Number(row['idx'])) as unknown as IncidentStep[]
      return { incident: recordOf(row['data']), steps: all }
    },
    incidentAffected(id) {
      const row = one.get(id)
      const kept = row && lists.get(Number(row['idx']))
      if (kept === undefined) return undefined
      const now = idsOf(kept['now'])
      return { now, peak: kept['peak'] === null ? now : idsOf(kept['peak']) }
    },
    incidentSteps: (from, to) =>
      allSteps.all(from, to).map(({ at, what, affected, data }) => ({
        at: Number(at),
        what: what as IncidentStep['what'],
        affected: Number(affected),
        incident: recordOf(data),
      })),
  }
}
