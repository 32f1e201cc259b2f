// Logs go to stderr through pino: lines for people, or JSON with --json or where stderr is no terminal's concern.
import { pino } from 'pino'
import type { Logger } from '../fleet/logger.ts'
import type { CommandContext } from './command.ts'

const LEVELS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
}
/** pino's own fields, not worth a word on a screen. */
const OWN = new Set(['level', 'time', 'pid', 'hostname', 'msg'])

export function createLogger(
  context: CommandContext,
  level: 'debug' | 'info' | 'warn' | 'error',
): Logger {
  const write = context.json ? context.err : (line: string) => context.err(forPeople(line))
  return pino({ level, base: null }, { write })
}

/** `17:30:12 warn  store cannot write  code=ENOSPC` from one line of pino's JSON. Exported for its test. */
export function forPeople(line: string): string {
  const entry = JSON.parse(line) as Record<string, unknown>
  const time = new Date(Number(entry['time'])).toLocaleTimeString('en-GB')
  const level = LEVELS[Number(entry['level'])] ?? 'info'
  const fields = Object.entries(entry)
    .filter(([key]) => !OWN.has(key))
    .map(
      ([key, value]) =>
        `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
    )
  const tail = fields.length > 0 ? `  ${fields.join(' ')}` : ''
  return `${time} ${level.padEnd(5)} ${String(entry['msg'] ?? '')}${tail}\n`
}
