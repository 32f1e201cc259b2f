// Which secrets a stack makes for itself, and which it needs that people made before.
import { parse } from 'yaml'
import type { Fleet } from '../../fleet/model.ts'
import type { StackConfig } from '../config.ts'
import { SECRET_NAMES, type SecretName } from '../parts.ts'

const REFERENCE = /^aws-sm:([A-Za-z0-9/_+=.@-]+)$/

/** Those of SECRET_NAMES that this configuration has a use for, in their order. */
export function neededSecrets({ link, relay, grafana }: StackConfig): SecretName[] {
  const without = new Set<SecretName>()
  if (link.type !== 'wireguard') without.add('link-key')
  if (relay.viewers === 0) without.add('relay-reader')
  if (foreignAdmin(grafana.adminPassword) !== undefined) without.add('grafana-admin')
  return SECRET_NAMES.filter((name) => !without.has(name))
}

/** The default: the stack makes the password of Grafana's administrator itself. */
const OWN_ADMIN = 'aws-sm:ronda/grafana-admin'

/** Name of the secret that has the administrator's password where people chose one of theirs. */
export function foreignAdmin(reference: string): string | undefined {
  return reference === OWN_ADMIN ? undefined : REFERENCE.exec(reference)?.[1]
}

/**
 * Names behind `aws-sm:` in ronda.yaml, in the estate's recorders and in the configuration, once each, sorted; without
 * those that begin with `own` and a slash, which the stack makes. Comments of ronda.yaml count for nothing.
 */
export function foreignSecrets(of: {
  readonly program: string
  readonly fleet: Pick<Fleet, 'nvrs'>
  readonly config: StackConfig
  readonly own: string
}): string[] {
  const admin = foreignAdmin(of.config.grafana.adminPassword)
  const references = [
    ...texts(parse(of.program)),
    ...of.fleet.nvrs.map(({ credentials }) => credentials?.password ?? ''),
  ]
  const names = references.flatMap((text) => REFERENCE.exec(text)?.[1] ?? [])
  if (admin !== undefined) names.push(admin)
  return [...new Set(names)].filter((name) => !name.startsWith(`${of.own}/`)).sort()
}

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(texts)
}
