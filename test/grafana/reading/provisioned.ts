// Alerting as Grafana has it after it read a file: what is expanded, what is taken as it stands.
import { parse } from 'yaml'
import type { z } from 'zod'
import { alertingFile } from '../schema/alerting.ts'
import { grafanaValue, type Surroundings } from './expand.ts'

type Provisioned = z.output<typeof alertingFile>

/** `braced`: newer Grafanas expand `${NAME}` in annotations, older ones nothing. Throws for what Grafana would refuse. */
export function provisionedAlerting(
  text: string,
  around: Surroundings,
  { braced }: { readonly braced: boolean },
): Provisioned {
  const file = alertingFile.parse(parse(text))
  const plain = <T>(value: T): T => expandedIn(value, around)
  return {
    ...file,
    groups: file.groups?.map((group) => ({
      ...plain({ ...group, rules: [] }),
      rules: group.rules.map((rule) => ({
        ...plain({ ...rule, data: [], annotations: {} }),
        data: rule.data.map((query) => ({ ...plain({ ...query, model: {} }), model: query.model })),
        annotations: braced ? bracedIn(rule.annotations, around) : rule.annotations,
      })),
    })),
    deleteRules: plain(file.deleteRules),
    contactPoints: plain(file.contactPoints),
    policies: plain(file.policies),
  } as Provisioned
}

/** Every text in it, however deep; not the keys. */
export function expandedIn<T>(value: T, around: Surroundings): T {
  return mapped(value, (text) => grafanaValue(text, around)) as T
}

function bracedIn(
  annotations: Readonly<Record<string, string>>,
  { env }: Surroundings,
): Record<string, string> {
  return mapped(annotations, (text) =>
    text.replace(/\$(?:__env)?\{([^}]+)\}/g, (_, name: string) => env[name] ?? ''),
  ) as Record<string, string>
}

function mapped(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((one) => mapped(one, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)]))
}
