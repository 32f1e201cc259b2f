// Who acts, where the command does not say it.
import { userInfo } from 'node:os'
import type { Arguments, Option } from '../command.ts'

const LONGEST_NAME = 80

/** For commands that do something. */
export const BY_OPTION: Readonly<Record<string, Option>> = {
  by: {
    type: 'string',
    value: 'NAME',
    help: 'who does it, as the audit keeps it; without it the user who is signed in here',
  },
}

/** `--by`, else who called sudo, else the user. */
export function actorOf({ by }: Arguments['values']): string {
  if (typeof by === 'string') return by
  const { SUDO_USER, USER } = process.env
  return (SUDO_USER || USER || userInfo().username).slice(0, LONGEST_NAME)
}
