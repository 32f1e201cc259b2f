// Reads Pulumi.yaml and Pulumi.<stack>.yaml the way Pulumi does, so that they can be checked without it.
import { parseDocument } from 'yaml'
import { messageOf } from '../fleet/error.ts'
import type { Problem } from '../fleet/problem.ts'

const MAX_ALIASES = 10

export interface SettingsFile {
  /** As problems name it. */
  readonly file: string
  readonly text: string
}

/**
 * Values as a program gets them: text as it is, everything else as JSON; those of the stack win over values and defaults of
 * the project. Problems: no YAML, or something encrypted, which nothing of ours is.
 */
export function stackValues(
  project: SettingsFile,
  stack: SettingsFile,
): { readonly values: Record<string, string> } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const values: Record<string, string> = {}
  const ofProject = configIn(project, problems)
  const name = String(ofProject.name ?? 'ronda')
  const put = (key: string, value: unknown) => {
    const full = key.includes(':') ? key : `${name}:${key}`
    values[full] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  for (const [key, value] of Object.entries(ofProject.config)) {
    const given = isSection(value) ? (value['value'] ?? value['default']) : value
    if (given !== undefined) put(key, given)
  }
  for (const [key, value] of Object.entries(configIn(stack, problems).config)) {
    if (isSection(value) && 'secure' in value) {
      const what = `${key}: is encrypted, and nothing of a stack's configuration is a secret`
      const remedy = 'write it in clear; passwords stand here by reference: aws-sm:NAME'
      problems.push({ file: stack.file, line: 0, what, remedy })
    } else if (value !== null) put(key, value)
  }
  return problems.length > 0 ? { problems } : { values }
}

function configIn(
  { file, text }: SettingsFile,
  problems: Problem[],
): { readonly name?: unknown; readonly config: Readonly<Record<string, unknown>> } {
  const document = parseDocument(text)
  for (const { message, linePos } of document.errors) {
    const what = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'no YAML'
    problems.push({ file, line: linePos?.[0].line ?? 0, what, remedy: 'mend the YAML' })
  }
  if (document.errors.length > 0) return { config: {} }
  let plain: unknown
  try {
    plain = document.toJS({ maxAliasCount: MAX_ALIASES })
  } catch (error) {
    problems.push({ file, line: 0, what: messageOf(error), remedy: 'use fewer YAML aliases' })
    return { config: {} }
  }
  const config = isSection(plain) ? plain['config'] : undefined
  const isRight = isSection(plain)
    ? config === undefined || config === null || isSection(config)
    : plain === null
  if (!isRight) {
    const what = `${isSection(plain) ? 'config' : 'the whole file'}: must be a section with keys`
    problems.push({ file, line: 1, what, remedy: 'write config: and below it aws:region: ...' })
  }
  const name = isSection(plain) ? plain['name'] : undefined
  return { name, config: isSection(config) ? config : {} }
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
