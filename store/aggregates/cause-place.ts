// What of an incident's cause stands in the series of incidents: its kecamatan, its kind, its name.
import type { Cause } from '../../incidents/incident.ts'
import type { SeriesTarget } from '../schema/series-target.ts'

export interface CausePlace {
  /** Undefined where the cause is in no kecamatan, or in no one only. */
  readonly kec: string | undefined
  /** Kind of the target; `shared`, `planned` or `probe`. */
  readonly kind: string
}

export type PlaceOf = (cause: Cause) => CausePlace

/** Built once for an estate. A target that is not in it any more has the kind `target` and no kecamatan. */
export function causePlaces(estate: readonly SeriesTarget[]): PlaceOf {
  const targets = new Map(estate.map((target) => [target.id, target]))
  const kecamatanOf = new Map<string, string | undefined>()
  for (const { kel, kec } of estate) if (kel !== undefined) kecamatanOf.set(kel, kec)
  return (cause) => {
    switch (cause.kind) {
      case 'target': {
        const target = targets.get(cause.targetId)
        return { kec: target?.kec, kind: target?.kind ?? 'target' }
      }
      case 'shared': {
        const { attribute, value } = cause
        const nvr = attribute === 'nvr' ? targets.get(value)?.kec : undefined
        return { kec: attribute === 'kelurahan' ? kecamatanOf.get(value) : nvr, kind: 'shared' }
      }
      case 'planned':
      case 'probe':
        return { kec: undefined, kind: cause.kind }
    }
  }
}

/** Id of the target, value of the shared attribute, id of the planned outage, or `probe`. */
export function causeName(cause: Cause): string {
  switch (cause.kind) {
    case 'target':
      return cause.targetId
    case 'shared':
      return cause.value
    case 'planned':
      return cause.plannedId
    case 'probe':
      return 'probe'
  }
}
