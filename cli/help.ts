// The help of `ronda` and of each of its commands, from the same table that parses their words.
import type { Command } from './command.ts'

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length))
  return [
    "ronda: the night watch of a city's cameras",
    '',
    'Usage: ronda <command> [options]',
    '',
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    '',
    '  ronda <command> --help   options and an example',
    '  ronda --version',
    '',
    'Every command takes --json: results on stdout, logs on stderr.',
    'Exit: 0 fine, 1 found something bad, 2 wrong use or bad input, 130 interrupted,',
    '141 the reader of the results went away (a command that has its code by then keeps it).',
    '',
  ].join('\n')
}

/** Of commands that begin with the same word, as `store` in `store status`. */
export function groupHelp(word: string, commands: readonly Command[]): string {
  return [
    `Usage: ronda ${word} <command> [options]`,
    '',
    ...groupLines(commands),
    '',
    `  ronda ${word} <command> --help   options and an example`,
    '',
  ].join('\n')
}

/** A line each: what to type, and what it does. */
export function groupLines(commands: readonly Command[]): string[] {
  const width = Math.max(...commands.map((command) => command.name.length))
  return commands.map(({ name, summary }) => `  ronda ${name.padEnd(width)}  ${summary}`)
}

export function commandHelp(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const flag = `${option.short ? `-${option.short}, ` : ''}--${name}${option.value ? ` ${option.value}` : ''}`
    const fallback =
      option.default === undefined || option.default === false ? '' : ` (default ${option.default})`
    return [flag, `${option.help}${fallback}`] as const
  })
  rows.push(['--json', 'machine-readable results on stdout'], ['-h, --help', 'this text'])
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return [
    `ronda ${command.name}: ${command.summary}`,
    '',
    `Usage: ronda ${command.name} ${command.usage}`,
    '',
    ...rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`),
    '',
    'Example:',
    ...command.example.split('\n').map((line) => (line ? `  ${line}` : '')),
    '',
  ].join('\n')
}
