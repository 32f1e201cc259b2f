// A systemd unit as data, and as the text that systemd reads: every value is literal, whatever it contains.

/** Words of a command, run without a shell. */
export interface UnitCommand {
  readonly run: readonly [string, ...string[]]
  /** `+`: as root, outside the unit's own walls. `-`: may fail. */
  readonly as?: '+' | '-'
}
/** Variables of the environment. */
export interface UnitVariables {
  readonly set: Readonly<Record<string, string>>
}
export type UnitValue = string | number | boolean | UnitCommand | UnitVariables

export interface Unit {
  /** What it is for, as a comment on top. */
  readonly says: string
  /** By section and key; a list is the key repeated. */
  readonly sections: Readonly<
    Record<string, Readonly<Record<string, UnitValue | readonly UnitValue[]>>>
  >
}

/** Throws where a value has a line end or a control character, which no escape keeps in place. */
export function unitText({ says, sections }: Unit): string {
  const blocks = Object.entries(sections).map(([section, keys]) => {
    const lines = Object.entries(keys).flatMap(([key, value]) =>
      (isList(value) ? value : [value]).flatMap((one) => valueLines(key, one)),
    )
    return [`[${section}]`, ...lines].join('\n')
  })
  return `# ${says}\n${blocks.join('\n\n')}\n`
}

function valueLines(key: string, value: UnitValue): string[] {
  if (typeof value === 'boolean') return [`${key}=${value ? 'yes' : 'no'}`]
  if (typeof value === 'number') return [`${key}=${value}`]
  // An empty value clears what another file has set.
  if (typeof value === 'string') return [`${key}=${literal(value)}`]
  if ('run' in value) {
    const words = value.run.map((word) => quoted(word).replaceAll('$', () => '$$'))
    return [`${key}=${value.as ?? ''}${words.join(' ')}`]
  }
  return Object.entries(value.set).map(([name, text]) => `${key}=${quoted(`${name}=${text}`)}`)
}

/** Words of the house need no quotes; a `;` alone would part commands. */
function quoted(word: string): string {
  const text = literal(word)
  if (/^[A-Za-z0-9_./:=,@%+-]+$/.test(text)) return text
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** A `%` begins a specifier. */
function literal(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  if (/[\u0000-\u001f\u007f]/.test(text)) {
    throw new Error(`a value of a unit has a control character: ${JSON.stringify(text)}`)
  }
  return text.replaceAll('%', '%%')
}

function isList(value: UnitValue | readonly UnitValue[]): value is readonly UnitValue[] {
  return Array.isArray(value)
}
