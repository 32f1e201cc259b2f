// A command of `ronda` run inside the test, with its results kept.
import type { Command } from '../../cli/command.ts'

export interface CommandRun {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Options that are not among `values` have their defaults, as on the command line. */
export async function runCommand(
  command: Command,
  values: Readonly<Record<string, string | boolean>>,
  positionals: readonly string[] = [],
  json = false,
): Promise<CommandRun> {
  let out = ''
  let err = ''
  const defaults = Object.entries(command.options).flatMap(([name, option]) =>
    option.default === undefined ? [] : [[name, option.default] as const],
  )
  const code = await command.run(
    { values: { ...Object.fromEntries(defaults), ...values }, positionals },
    {
      json,
      out: (text) => {
        out += text
      },
      err: (text) => {
        err += text
      },
      tty: false,
      signal: new AbortController().signal,
    },
  )
  return { code, out, err }
}
