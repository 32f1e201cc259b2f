// Rules over the program itself, its database, its machines and the relays: told to the platform team.
import type { RuleSettings } from '../config.ts'
import type { Rule } from '../rule.ts'
import { database } from './platform-database.ts'
import { relays } from './platform-relays.ts'
import { worker } from './platform-worker.ts'

export function platform(settings: RuleSettings): readonly Rule[] {
  return [...worker(settings), ...database(settings), ...relays(settings)]
}
