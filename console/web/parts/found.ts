// What the search box finds: areas first, then targets that are pinged, then all others.
import { useEffect, useState } from 'preact/hooks'
import type { ApiAreaList, ApiTargetPage, ApiTargetRow } from '../../api/response.ts'
import { ask } from '../ask.ts'
import { areaLink, queryOf, targetLink } from '../route.ts'

const PAUSE_MS = 150
const TARGETS_SHOWN = 8
const AREAS_SHOWN = 4

export interface FoundArea {
  readonly id: string
  readonly name: string
  readonly level: string
  /** Name of the area that it lies in; empty for a kecamatan. */
  readonly within: string
}

export interface Found {
  readonly findings: readonly (FoundArea | ApiTargetRow)[]
  /** All targets found; `findings` holds the first `targetsShown` of them. */
  readonly targets: number
  readonly targetsShown: number
}

export function linkOf(finding: FoundArea | ApiTargetRow): string {
  return 'level' in finding ? areaLink(finding.id) : targetLink(finding.id)
}

/** What `text` finds, asked for when typing pauses; undefined for an empty text and where the server is silent. */
export function useFound(text: string): Found | undefined {
  const [found, setFound] = useState<Found>()
  useEffect(() => {
    if (text === '') {
      setFound(undefined)
      return undefined
    }
    const abort = new AbortController()
    const timer = window.setTimeout(() => {
      find(text, abort.signal).then(
        (next) => abort.signal.aborted || setFound(next),
        () => abort.signal.aborted || setFound(undefined),
      )
    }, PAUSE_MS)
    return () => {
      window.clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return found
}

/** What is asked by ping has a state to look at, so it comes before cameras and portals. */
async function find(text: string, signal: AbortSignal): Promise<Found> {
  const targets = (kind: string): Promise<ApiTargetPage> =>
    ask(`api/targets${queryOf({ q: text, kind, limit: String(TARGETS_SHOWN) })}`, signal)
  const [areas, pinged, others] = await Promise.all([
    areaNames(),
    targets('uplink,nvr,node'),
    targets('camera,portal'),
  ])
  const rows = [...pinged.rows, ...others.rows].slice(0, TARGETS_SHOWN)
  return {
    findings: [...areasLike(text, areas), ...rows],
    targets: pinged.total + others.total,
    targetsShown: rows.length,
  }
}

let names: Promise<ApiAreaList['areas']> | undefined

/** Asked for with the first search; a city's areas are few and stay as they are. */
function areaNames(): Promise<ApiAreaList['areas']> {
  names ??= ask<ApiAreaList>('api/areas').then(
    ({ areas }) => areas,
    () => {
      names = undefined
      return []
    },
  )
  return names
}

/** Areas whose name holds `text`; those whose name begins with it first. */
function areasLike(text: string, areas: ApiAreaList['areas']): readonly FoundArea[] {
  const wanted = text.toLowerCase()
  const nameOf = new Map(areas.map(({ id, name }) => [id, name]))
  const at = ({ name }: { name: string }): number => name.toLowerCase().indexOf(wanted)
  return areas
    .filter((area) => at(area) >= 0)
    .sort((a, b) => Math.sign(at(a)) - Math.sign(at(b)))
    .slice(0, AREAS_SHOWN)
    .map(({ id, name, level, parent = '' }) => {
      return { id, name, level, within: nameOf.get(parent) ?? '' }
    })
}
