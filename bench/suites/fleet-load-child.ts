// Loads one estate in a fresh process and says what that took.
import { loadFleet } from '../../fleet/load.ts'

export interface LoadRun {
  /** Milliseconds of the `loadFleet` call. */
  readonly ms: number
  /** Largest resident memory of the whole process, millions of bytes. */
  readonly rssMb: number
  readonly records: number
}

const began = performance.now()
const loaded = await loadFleet(process.argv[2] ?? '')
const ms = performance.now() - began
if ('problems' in loaded) throw new Error(`${loaded.problems.length} problems`)
const { areas, owners, nodes, uplinks, nvrs, cameras, portals } = loaded.fleet
const records = [areas, owners, nodes, uplinks, nvrs, cameras, portals].reduce(
  (sum, list) => sum + list.length,
  0,
)
// maxRSS is in kibibytes.
const rssMb = (process.resourceUsage().maxRSS * 1024) / 1e6
process.stdout.write(JSON.stringify({ ms, rssMb, records } satisfies LoadRun))
