// What a policy is here: a plain rule over one resource or over the whole stack, for the CLI's pack and for tests alike.

export type Values = Readonly<Record<string, unknown>>

/** A resource as a rule sees it. */
export interface Seen {
  /** `aws:s3/bucket:Bucket`. */
  readonly type: string
  readonly name: string
  readonly urn: string
  /** Secrets are `{secret: value}` where `marked`; else they cannot be told from other values. */
  readonly inputs: Values
  readonly marked: boolean
  readonly protect: boolean
  /** URNs. */
  readonly dependencies: readonly string[]
}

export interface Stack {
  readonly resources: readonly Seen[]
  readonly outputs: Values
}

interface Named {
  /** Kebab case; unique. */
  readonly name: string
  readonly says: string
}

/** A rule that looks at one resource at a time, by what the program asks for. */
export interface ResourceRule extends Named {
  readonly each: (seen: Seen, report: (what: string) => void) => void
}

/** A rule that needs what stands beside a resource, or the stack's outputs. Without `seen` the stack is meant. */
export interface StackRule extends Named {
  readonly whole: (stack: Stack, report: (what: string, seen?: Seen) => void) => void
}

export type Rule = ResourceRule | StackRule

/** A list of sections, whatever a program gave: nothing, one, or many. */
export function sections(value: unknown): readonly Values[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is Values => typeof one === 'object' && one !== null)
}

/** A list of texts, whatever a program gave. */
export function texts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
}

/** Tags by key; of scaling groups, which have them as a list, too. */
export function tagsOf({ inputs }: Seen): Values {
  const tags = inputs['tags']
  if (!Array.isArray(tags)) return sections(tags)[0] ?? {}
  return Object.fromEntries(sections(tags).map(({ key, value }) => [String(key), value]))
}
