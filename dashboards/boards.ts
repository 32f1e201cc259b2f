// All dashboards, in the order of the menu.
import { incidents } from './boards/incidents.ts'
import { relay } from './boards/relay.ts'
import { uplinks } from './boards/uplinks.ts'
import type { DashboardSpec } from './house/compose.ts'
import type { House } from './house/house.ts'

export const BOARDS: readonly ((house: House) => DashboardSpec)[] = [uplinks, incidents, relay]
