// All dashboards, in the order of the menu.
import { city } from './boards/city.ts'
import { feeds } from './boards/feeds.ts'
import { incidents } from './boards/incidents.ts'
import { kecamatan } from './boards/kecamatan.ts'
import { nvr } from './boards/nvr.ts'
import { relay } from './boards/relay.ts'
import { sla } from './boards/sla.ts'
import { target } from './boards/target.ts'
import { uplinks } from './boards/uplinks.ts'
import { worker } from './boards/worker.ts'
import type { DashboardSpec } from './house/compose.ts'
import type { House } from './house/house.ts'

export const BOARDS: readonly ((house: House) => DashboardSpec)[] = [
  city,
  kecamatan,
  uplinks,
  nvr,
  feeds,
  target,
  incidents,
  sla,
  worker,
  relay,
]
