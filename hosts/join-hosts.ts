// One host out of several descriptions: what all of them need once, or a whole stack on one machine.
import type { Host } from './host.ts'

/** Part of a host; what is absent it does not need. */
export type HostPart = Partial<Omit<Host, 'name'>>

const WELL_WITHIN_S = 120

/**
 * In the order of `parts`, each thing once. Throws where two of them want the same user, folder, file or download
 * differently. It is well when all are.
 */
export function joinHosts(name: string, parts: readonly HostPart[]): Host {
  const wells = parts.flatMap(({ well }) => (well ? [well] : []))
  return {
    name,
    sources: once(parts, 'sources', (source) => source.name),
    packages: [...new Set(parts.flatMap(({ packages }) => packages ?? []))],
    users: once(parts, 'users', (user) => user.name),
    folders: once(parts, 'folders', (folder) => folder.path),
    files: once(parts, 'files', (file) => file.path),
    downloads: once(parts, 'downloads', (download) => download.into),
    steps: once(parts, 'steps', (step) => step.says),
    units: [...new Set(parts.flatMap(({ units }) => units ?? []))],
    well: wells.join(' &&\n'),
    wellWithinS: Math.max(...parts.map(({ wellWithinS }) => wellWithinS ?? 0), WELL_WITHIN_S),
  }
}

type ListKey = 'sources' | 'users' | 'folders' | 'files' | 'downloads' | 'steps'

function once<K extends ListKey>(
  parts: readonly HostPart[],
  key: K,
  nameOf: (one: Host[K][number]) => string,
): Host[K][number][] {
  const found = new Map<string, Host[K][number]>()
  for (const one of parts.flatMap((part): readonly Host[K][number][] => part[key] ?? [])) {
    const name = nameOf(one)
    const before = found.get(name)
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(one)) {
      throw new Error(`two parts of a host want ${key} ${name} differently`)
    }
    found.set(name, one)
  }
  return [...found.values()]
}
