// What a command of `ronda` looks like to the program that runs it: options, help with an example, and one function.

export interface Option {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** Shown in help behind the flag: `FILE`, `N`, `1s`. */
  readonly value?: string
  readonly help: string
  readonly default?: string | boolean
}

export interface CommandContext {
  /** `--json`: one JSON object or NDJSON on stdout. */
  readonly json: boolean
  /** Results. Nothing but results: logs and progress go to `err`. */
  out(text: string): void
  err(text: string): void
  /** stderr is a terminal: progress bars and colour are welcome there. */
  readonly tty: boolean
  /** Aborts on Ctrl-C or SIGTERM: finish cleanly, say what was kept, return 130. */
  readonly signal: AbortSignal
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly positionals: readonly string[]
}

export interface Command {
  /** `ping`, `fleet check`. */
  readonly name: string
  readonly summary: string
  /** Behind the name: `DIR [--json]`. */
  readonly usage: string
  /** A line that works as it stands, and what it prints, for `--help`. */
  readonly example: string
  readonly options: Readonly<Record<string, Option>>
  /** How many positionals are wanted: [least, most]. */
  readonly positionals: readonly [number, number]
  /** Exit code: 0 fine, 1 found something bad, 2 wrong use or bad input, 130 interrupted. */
  run(args: Arguments, context: CommandContext): Promise<number>
}
