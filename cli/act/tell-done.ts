// Says beside "done" what is not as it should be: that it could not be written, what it leaves without anybody to call.
import type { CommandContext } from '../command.ts'
import type { Acted } from './act.ts'

/** More than anybody reads in one go; `--json` gives all. */
const MOST_WARNINGS = 20

/** What `--json` says of it, with `named` in front. */
export function jsonOf<T extends object>(named: T, { kept, message, warnings }: Acted): string {
  return JSON.stringify({ ...named, kept, ...(message === undefined ? {} : { message }), warnings })
}

/** To stderr, for people. */
export function warnOf({ warnings, message }: Acted, { err }: CommandContext): void {
  for (const { message: text } of warnings.slice(0, MOST_WARNINGS)) err(`Warning: ${text}.\n`)
  const rest = warnings.length - MOST_WARNINGS
  if (rest > 0) err(`Warning: and so ${rest} times more; --json tells all.\n`)
  if (message !== undefined) err(`${message}.\n`)
}

/** The exit code: 1 where it is not kept. */
export function exitOf({ kept }: Acted): number {
  return kept ? 0 : 1
}
