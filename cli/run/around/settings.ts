// Which relays and hosts are looked at: the configuration beside the estate, secrets read, mistakes with their lines.
import { basename } from 'node:path'
import { messageOf, RondaError } from '../../../fleet/error.ts'
import type { Fleet } from '../../../fleet/model.ts'
import { formatProblem, type Problem } from '../../../fleet/problem.ts'
import { didYouMean } from '../../../fleet/suggest.ts'
import type { MetricsPlace } from '../../../probes/relay/metrics-page.ts'
import type { Config } from '../../config.ts'
import { resolveSecret } from '../../secrets.ts'
import { isMadeUp } from '../feeds/city.ts'

export interface AroundSettings {
  /** By id of its node. */
  readonly relays: readonly (MetricsPlace & { readonly node: string })[]
  readonly hosts: readonly (MetricsPlace & { readonly name: string })[]
}

/** Throws RND_CONFIG_INVALID with every problem and its line. The synthetic city brings its own relay. */
export function aroundOf(
  config: Pick<Config, 'estate' | 'relays' | 'hosts' | 'file' | 'lineOf'>,
  fleet: Pick<Fleet, 'nodes' | 'nvrs'>,
  env: NodeJS.ProcessEnv = process.env,
): AroundSettings {
  const problems: Problem[] = []
  const complain = (path: readonly PropertyKey[], what: string, remedy: string): void => {
    const line = config.lineOf?.(path) ?? 0
    const file = basename(config.file ?? 'ronda.yaml')
    problems.push({ file, line, what: `${path.join('.')}: ${what}`, remedy })
  }
  const tokenOf = (reference: string | undefined, path: readonly PropertyKey[]) => {
    if (reference === undefined) return undefined
    try {
      return resolveSecret(reference, env).reveal()
    } catch (error) {
      const remedy = error instanceof RondaError ? error.remedy : undefined
      complain(path, messageOf(error), remedy ?? 'set it, or leave the token out')
      return undefined
    }
  }
  problems.push(...relayProblems(config, fleet))
  const relays = config.relays.map(({ node, metrics, token }, i) => ({
    node,
    url: metrics,
    token: tokenOf(token, ['relays', i, 'token']),
  }))
  const hosts = config.hosts.map(({ name, metrics, token }, i) => ({
    name,
    url: metrics,
    token: tokenOf(token, ['hosts', i, 'token']),
  }))
  if (problems.length > 0) {
    throw new RondaError('RND_CONFIG_INVALID', problems.map(formatProblem).join('\n'), {
      remedy: 'docs/configuration.md lists every key with its range and default',
    })
  }
  return { relays: relays.length > 0 || !isMadeUp(config) ? relays : madeUpRelays(fleet), hosts }
}

/** Relays of the configuration that the estate has no node for. */
export function relayProblems(
  { relays, file, lineOf }: Pick<Config, 'relays' | 'file' | 'lineOf'>,
  { nodes }: Pick<Fleet, 'nodes'>,
): Problem[] {
  const ids = nodes.map(({ id }) => id as string)
  return relays.flatMap(({ node }, i) => {
    if (ids.includes(node)) return []
    const close = didYouMean(node, ids)
    const path = ['relays', i, 'node']
    return {
      file: basename(file ?? 'ronda.yaml'),
      line: lineOf?.(path) ?? 0,
      what: `${path.join('.')}: no node "${node}" in the estate`,
      remedy: close ? `did you mean "${close}"?` : 'write the id of a node of the estate',
    }
  })
}

/** True where portals are looked at: as feeds are, unless the configuration says so itself. */
export function looksAtPortals({ portals, feeds }: Pick<Config, 'portals' | 'feeds'>): boolean {
  return portals.enabled ?? feeds.enabled
}

/** The simulator serves its metrics at the port of the NVRs. */
function madeUpRelays({ nodes, nvrs }: Pick<Fleet, 'nodes' | 'nvrs'>): AroundSettings['relays'] {
  const port = nvrs[0]?.rtspPort
  return nodes.flatMap(({ id, nodeKind, address }) =>
    nodeKind === 'relay' && address !== undefined && port !== undefined
      ? [{ node: id, url: `http://${address}:${port}/metrics`, token: undefined }]
      : [],
  )
}
