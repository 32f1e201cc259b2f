// A desk over the small estate, and what it says in a few words.
import { createDesk } from '../../alerts/desk/create-desk.ts'
import type { Desk, DeskMoves, DeskRow } from '../../alerts/desk/desk.ts'
import type { EstateNow } from '../../alerts/desk/withdrawn.ts'
import type { Notification } from '../../alerts/notification.ts'
import type { Policy } from '../../alerts/policy/policy.ts'
import { plainComposer, policyOf, SMALL } from './told-city.ts'

/** 23 November 2026, a Monday, 10:00 in Jakarta. */
export const START = Date.parse('2026-11-23T03:00:00Z')
export const S = 1000
export const M = 60 * S
export const H = 60 * M

/** `stateOf`: what the estate says of a target whose incident closes; by default that it is back. */
export function deskOf(
  policy: Partial<Policy> = {},
  stateOf: EstateNow['stateOf'] = () => 'up',
): Desk {
  return createDesk({ policy: policyOf(policy), topology: SMALL, composer: plainComposer, stateOf })
}

export function titleOf({ body }: DeskRow): string {
  return (JSON.parse(body) as Notification).title
}

/** `receiver <- title` of each row. */
export function said({ rows }: DeskMoves): string[] {
  return rows.map((row) => `${row.receiver} <- ${titleOf(row)}`)
}

export function keys({ rows }: DeskMoves): string[] {
  return rows.map(({ key }) => key)
}
