// What the page, the API and the commands are told of incidents: open ones from memory, closed ones from the store.
import type {
  AffectedRow,
  IncidentPage,
  IncidentPageQuery,
  IncidentRow,
  IncidentView,
  Part,
  Told,
} from '../../console/live.ts'
import type { State } from '../../fleet/state.ts'
import type { Incident } from '../../incidents/incident.ts'
import type { IncidentRecord, Split, Store } from '../../store/store.ts'

const DEFAULT_LIMIT = 100

export interface IncidentSource {
  readonly store: Pick<Store, 'incidents' | 'incident' | 'incidentAffected'>
  /** As they are at this moment, in any order. */
  openIncidents(): readonly Incident[]
  /** Undefined where the estate has no such target any more. */
  targetOf(id: string): IncidentTarget | undefined
  /** Undefined where the estate has no such area or owner any more. */
  areaName(id: string): string | undefined
  ownerName(id: string): string | undefined
  /** Who was told of an open incident; undefined, or absent, where nobody is to be told. */
  told?(id: string): readonly Told[] | undefined
}

export interface IncidentTarget extends NonNullable<IncidentRow['target']> {
  readonly owner: string
  readonly state: State
}

export interface IncidentAnswers {
  page(query: IncidentPageQuery): Promise<IncidentPage>
  view(id: string): Promise<IncidentView | undefined>
  affected(id: string): Promise<readonly AffectedRow[] | undefined>
  /** The open incident that the target belongs to. */
  ofTarget(targetId: string): IncidentRow | undefined
}

export function incidentAnswers(source: IncidentSource): IncidentAnswers {
  const { store } = source
  const openById = (id: string) => source.openIncidents().find((one) => one.id === id)
  const rowOf = (one: Incident | IncidentRecord): IncidentRow => incidentRow(source, one)
  return {
    async page(query) {
      const open = source.openIncidents().toSorted(newestFirst)
      const limit = query.limit ?? DEFAULT_LIMIT
      const found = query.open
        ? behind(open, query.cursor).slice(0, limit + 1)
        : await keptPage(source, query, limit + 1)
      const rows = found.slice(0, limit).map(rowOf)
      const last = rows.at(-1)
      return {
        open: open.length,
        rows,
        ...(found.length > limit && last ? { next: cursorOf(last) } : {}),
      }
    },
    async view(id) {
      const kept = await store.incident(id)
      const open = openById(id)
      const one = open ?? kept?.incident
      const told = open && source.told?.(id)
      return (
        one && {
          incident: rowOf(one),
          steps: kept?.steps ?? [],
          ...(told ? { told: told.toSorted((a, b) => a.at - b.at) } : {}),
        }
      )
    },
    async affected(id) {
      const kept = await store.incidentAffected(id)
      const now = openById(id)?.affected ?? kept?.now
      return now && affectedRows(source, now, kept?.peak ?? [])
    },
    ofTarget(targetId) {
      const one = source.openIncidents().find(({ affected }) => affected.includes(targetId))
      return one && rowOf(one)
    },
  }
}

/** Memory knows an open incident better than the file, which may be a step behind. */
async function keptPage(
  { store, openIncidents }: IncidentSource,
  { open, cursor }: IncidentPageQuery,
  limit: number,
): Promise<readonly (Incident | IncidentRecord)[]> {
  const before = cursor === undefined ? undefined : placeOf(cursor).id
  const kept = await store.incidents({
    limit,
    ...(open === undefined ? {} : { open }),
    ...(before === undefined ? {} : { before }),
  })
  const live = new Map(openIncidents().map((one) => [one.id, one]))
  // What opened again a moment ago is no longer among the closed ones.
  const right = kept.filter(({ id }) => open !== false || !live.has(id))
  return right.map((record) => live.get(record.id) ?? record)
}

interface Place {
  readonly openedAt: number
  readonly id: string
}

function newestFirst(a: Place, b: Place): number {
  return b.openedAt - a.openedAt || (a.id < b.id ? 1 : -1)
}

function behind(sorted: readonly Incident[], cursor: string | undefined): readonly Incident[] {
  if (cursor === undefined) return sorted
  const place = placeOf(cursor)
  return sorted.filter((one) => one.id !== place.id && newestFirst(place, one) < 0)
}

/** Where a page ended: it holds even when that incident closes before the next page is asked for. */
function cursorOf({ openedAt, id }: Place): string {
  return `${openedAt}~${id}`
}

function placeOf(cursor: string): Place {
  const cut = cursor.indexOf('~')
  return { openedAt: Number(cursor.slice(0, cut)), id: cursor.slice(cut + 1) }
}

function incidentRow(source: IncidentSource, one: Incident | IncidentRecord): IncidentRow {
  const { affected, cause, ...rest } = one
  const { atPeak, ...told } = 'atPeak' in rest ? rest : { ...rest, atPeak: undefined }
  const split: Split = one.state === 'closed' && atPeak ? atPeak : one
  const target = cause.kind === 'target' ? source.targetOf(cause.targetId) : undefined
  return {
    ...told,
    cause,
    affected: typeof affected === 'number' ? affected : affected.length,
    byKecamatan: partsOf(split.byKecamatan, (id) => source.areaName(id)),
    byKind: partsOf(split.byKind, (kind) => kind),
    byOwner: partsOf(split.byOwner, (id) => source.ownerName(id)),
    ...(target ? { target: nameOf(target) } : {}),
  }
}

function nameOf({ id, kind, name, path }: IncidentTarget): NonNullable<IncidentRow['target']> {
  return { id, kind, name, path }
}

function partsOf(
  counts: Readonly<Record<string, number>>,
  nameFor: (id: string) => string | undefined,
): readonly Part[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([id, count]) => ({ id, name: nameFor(id) ?? id, count }))
    .sort((a, b) => b.count - a.count || (a.id < b.id ? -1 : 1))
}

function affectedRows(
  source: IncidentSource,
  now: readonly string[],
  peak: readonly string[],
): readonly AffectedRow[] {
  const present = new Set(now)
  return [...new Set([...now, ...peak])].sort().map((id) => {
    const target = source.targetOf(id)
    return {
      id,
      kind: target?.kind ?? '',
      name: target?.name ?? id,
      kecamatan: target?.path[0]?.name ?? '',
      owner: target?.owner ?? '',
      state: target?.state ?? 'unknown',
      now: present.has(id),
    }
  })
}
