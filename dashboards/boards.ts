// All dashboards, in the order of the menu.
import { relay } from './boards/relay.ts'
import type { DashboardSpec } from './house/compose.ts'
import type { House } from './house/house.ts'

export const BOARDS: readonly ((house: House) => DashboardSpec)[] = [relay]
