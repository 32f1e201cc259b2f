// Reads the values of Pulumi.<stack>.yaml, as Pulumi hands them over, into a StackConfig; or says everything that is wrong.
import { z } from 'zod'
import { messageOf } from '../fleet/error.ts'
import type { Problem } from '../fleet/problem.ts'
import { didYouMean } from '../fleet/suggest.ts'
import { valueWords } from '../fleet/value-words.ts'
import { checkTogether, type LinkNetworks } from './check-config.ts'
import { isCidr, type StackConfig, stackSchema } from './config.ts'

const PROJECT = 'ronda:'
/** Where a problem is told to be, unless the caller knows the stack's name. */
const FILE = 'Pulumi.<stack>.yaml'

export type ReadConfig =
  | { readonly config: StackConfig }
  /** All of them, in the order of the keys; `sound`: the sections that are right, for what else can be said of them. */
  | { readonly problems: readonly Problem[]; readonly sound: Partial<StackConfig> }

/**
 * `values`: keys with their project before (`ronda:domain`), values as Pulumi gives them: text, and objects, lists,
 * numbers and booleans as JSON. Keys of other projects (`aws:region`) are not looked at. Never throws for what a person
 * wrote; a value that may be a secret is never repeated.
 */
export function readStackConfig(
  values: Readonly<Record<string, string>>,
  file: string = FILE,
): ReadConfig {
  const plain: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [key, text] of Object.entries(values)) {
    if (!key.startsWith(PROJECT)) continue
    const name = key.slice(PROJECT.length)
    // Pulumi has a way to set a key within a section; the file that it writes is nested all the same.
    const read = readValue(name, text)
    if ('value' in read) plain[name] = read.value
    else problems.push({ file, line: 0, what: `${key}: ${read.what}`, remedy: read.remedy })
  }
  const unreadable = new Set(problems.map(({ what }) => what.slice(PROJECT.length).split(':')[0]))
  const parsed = stackSchema.safeParse(plain, {
    error: (issue) => valueWords(issue)?.what,
    reportInput: true,
  })
  for (const issue of parsed.error?.issues ?? []) {
    if (!unreadable.has(String(issue.path[0]))) problems.push(...problemsOf(issue, plain, file))
  }
  const sound = parsed.success ? parsed.data : soundOf(plain)
  const together = checkTogether({ ...sound, link: sound.link ?? linkIn(plain) }, file)
  if (!parsed.success || problems.length + together.length > 0) {
    return { problems: [...problems, ...together], sound }
  }
  return { config: parsed.data }
}

/** Each section by itself. */
function soundOf(plain: Readonly<Record<string, unknown>>): Partial<StackConfig> {
  const sections = Object.entries(stackSchema.shape as Shape).flatMap(([key, schema]) => {
    const { success, data } = z.safeParse(schema, plain[key])
    return success && data !== undefined ? [[key, data] as const] : []
  })
  return Object.fromEntries(sections) as Partial<StackConfig>
}

/** Networks of a link that is wrong elsewhere. */
function linkIn({ link }: Readonly<Record<string, unknown>>): LinkNetworks | undefined {
  if (typeof link !== 'object' || link === null || !('networks' in link)) return undefined
  const { networks } = link
  if (!Array.isArray(networks)) return undefined
  return { networks: networks.map((one) => (isCidr(one) ? one : undefined)) }
}

type Shape = Readonly<Record<string, z.core.$ZodType>>

/** Text stays text where text is wanted: a domain of digits, or a folder called `true`. */
function readValue(
  name: string,
  text: string,
): { readonly value: unknown } | { readonly what: string; readonly remedy: string } {
  const wanted = bare((stackSchema.shape as Shape)[name])
  if (wanted === undefined || wanted instanceof z.ZodString) return { value: text }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    // A word where a number or a section should stand: its schema says it better than JSON does.
    const isSection = /^\s*[[{]/.test(text)
    if (!isSection) return { value: text }
    const what = `cannot be read: ${messageOf(error).split(/[,:"'] ?/)[0]}`
    return { what, remedy: 'write it as YAML in the file, or as JSON after pulumi config set' }
  }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  plain: Readonly<Record<string, unknown>>,
  file: string,
): Problem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(path, plain)
    return issue.keys.map((key) => {
      const close = didYouMean(key, known)
      return {
        file,
        line: 0,
        what: `unknown key "${PROJECT}${[...path, key].join('.')}"`,
        remedy: close ? `did you mean "${close}"?` : `known here: ${known.join(', ')}`,
      }
    })
  }
  const where = `${PROJECT}${path.join('.')}`
  const words = valueWords(issue)
  const { what, remedy } =
    issue.code === 'invalid_union' || formsAt(path, plain).length > 0
      ? unionWords(issue, path, plain)
      : words?.what === issue.message
        ? words
        : ownWords(issue.message)
  return [{ file, line: 0, what: `${where}: ${what}`, remedy }]
}

/** Messages of the schema itself say what to write, or what is the matter. */
function ownWords(message: string): { what: string; remedy: string } {
  if (/^(write|name) /.test(message)) return { what: 'will not do', remedy: message }
  const [what = message, remedy] = message.split('; ')
  return { what, remedy: remedy ?? 'docs/operations.md says what may stand there' }
}

/** A section that has forms, told apart by `type`. */
function unionWords(
  issue: z.core.$ZodIssue,
  path: readonly PropertyKey[],
  plain: Readonly<Record<string, unknown>>,
): { what: string; remedy: string } {
  const isType = path.at(-1) === 'type'
  const types = formsAt(isType ? path.slice(0, -1) : path, plain).join(', ')
  if (isType) {
    const { input } = issue
    const isThere = typeof input === 'object' && input !== null && 'type' in input
    return { what: isThere ? `is none of ${types}` : 'is missing', remedy: `write one of ${types}` }
  }
  return {
    what: issue.message,
    remedy: `write its type below it, one of ${types}`,
  }
}

/** Types of the section that `path` leads to; none where it has no forms, or one was chosen. */
function formsAt(path: readonly PropertyKey[], plain: unknown): string[] {
  const schema = schemaAt(path, plain)
  return schema instanceof z.ZodDiscriminatedUnion
    ? schema.options.flatMap((option) => typeOf(option) ?? [])
    : []
}

function typeOf(option: z.core.$ZodType): string | undefined {
  const type = option instanceof z.ZodObject ? bare((option.shape as Shape)['type']) : undefined
  return type instanceof z.ZodLiteral ? String(type.value) : undefined
}

/** Keys that are known in the section that `path` leads to. */
function keysAt(path: readonly PropertyKey[], plain: unknown): string[] {
  const schema = schemaAt(path, plain)
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : []
}

/** The schema that stands there; of a section with forms the one that was chosen, where the path goes on or ends in it. */
function schemaAt(path: readonly PropertyKey[], plain: unknown): z.core.$ZodType | undefined {
  let schema: z.core.$ZodType | undefined = stackSchema
  let value = plain
  for (const key of path) {
    if (!(schema instanceof z.ZodObject)) return undefined
    schema = bare((schema.shape as Shape)[String(key)])
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[String(key)]
    schema = chosenForm(schema, value)
  }
  return schema
}

function chosenForm(
  schema: z.core.$ZodType | undefined,
  value: unknown,
): z.core.$ZodType | undefined {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : ''
  return schema.options.find((option) => typeOf(option) === type) ?? schema
}

/** Without defaults and options around it. */
function bare(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  let inner = schema
  while (
    inner instanceof z.ZodPrefault ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodOptional
  )
    inner = inner.unwrap()
  return inner
}
