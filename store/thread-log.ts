// The log of a thread of the store: what it says goes to the program as messages.
import type { Logger } from '../fleet/logger.ts'

export interface LogLine {
  readonly type: 'log'
  readonly level: keyof Logger
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

export function logThrough(say: (line: LogLine) => void): Logger {
  const log =
    (level: keyof Logger): Logger[keyof Logger] =>
    (fields, message) =>
      say({ type: 'log', level, fields, message })
  return { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
}
