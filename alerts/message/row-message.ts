// The message in a row of the outbox: who made it in this process has it at hand, what a store kept is read.
import type { Notification } from '../notification.ts'

interface Row {
  readonly body: string
}

const made = new WeakMap<Row, Notification>()

/** `row.body` is this message: nobody reads back what was just written, which for a whole city takes long. */
export function rememberMessage(row: Row, message: Notification): void {
  made.set(row, message)
}

/** Undefined where the body is no message. */
export function messageOfRow(row: Row): Notification | undefined {
  return made.get(row) ?? read(row.body)
}

function read(body: string): Notification | undefined {
  try {
    const value: unknown = JSON.parse(body)
    const looksRight =
      typeof value === 'object' && value !== null && 'title' in value && 'list' in value
    return looksRight ? (value as Notification) : undefined
  } catch {
    return undefined
  }
}
