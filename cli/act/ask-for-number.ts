// Asks the person at the terminal to type a number; asks nobody where nobody is there.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { CommandContext } from '../command.ts'

/** What was typed, NaN where it is no number; undefined where there is no terminal to ask at. */
export async function askForNumber(
  { tty, json, err, signal }: CommandContext,
  what: string,
): Promise<number | undefined> {
  if (!tty || json || process.stdin.isTTY !== true) return undefined
  err(`${what.charAt(0).toUpperCase()}${what.slice(1)}.\nType the number to go on: `)
  // Not a terminal of readline's own: Ctrl-C must stay the signal that ends the command.
  const lines = createInterface({ input: process.stdin, terminal: false })
  const line = await Promise.race([
    once(lines, 'line', { signal }).then(([text]) => String(text)),
    once(lines, 'close', { signal }).then(() => ''),
  ]).finally(() => lines.close())
  const digits = line.replace(/[\s.,]/g, '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : Number.NaN
}
