// What the `alerts:` part of a ronda.yaml is told to be wrong with, as lines.
import { parse } from 'yaml'
import { alertsSchema } from '../../alerts/policy/config.ts'

/** A channel that is right. */
export const HOOK = 'webhook: {url: https://h/x, secret: env:S}'

/** `path: what; remedy` of every problem of that part, `yaml` being what stands below `alerts`. */
export function problems(yaml: string): string[] {
  return (alertsSchema.safeParse(parse(yaml)).error?.issues ?? []).map((issue) => {
    const remedy = issue.code === 'custom' ? String(issue.params?.['remedy']) : ''
    return `${issue.path.join('.')}: ${issue.message}; ${remedy}`
  })
}
