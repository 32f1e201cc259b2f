// `npm run soak -- NAME [FILE] [--slice K]`: the full counts and durations that the issues state, too long for `npm test`.
// Bars of a slice are printed as JSON lines and kept in data/soak/NAME.ndjson, so that slices can run in sittings.
import { appendFileSync, mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Bar } from '../../bench/bar.ts'

export interface SoakContext {
  say(line: string): void
  /** Which part of a count that is cut into slices, from 0. */
  readonly slice: number
  /** Words behind the name: `scenario` takes a file, `influx-outage` a number of slots, `influx-kill` of kills. */
  readonly args: readonly string[]
}
export type Soak = (context: SoakContext) => Promise<readonly Bar[]>

const SOAKS: Readonly<Record<string, () => Promise<{ readonly soak: Soak }>>> = {
  scenario: () => import('./scenario.ts'),
  boot: () => import('./boot.ts'),
  'feeds-attribution': () => import('./feeds-attribution.ts'),
  'feeds-fuzz': () => import('./feeds-fuzz.ts'),
  'icmp-1m': () => import('./icmp-1m.ts'),
  'influx-kill': () => import('./influx-kill.ts'),
  'influx-outage': () => import('./influx-outage.ts'),
  'influx-page': () => import('./influx-page.ts'),
  'influx-restart': () => import('./influx-restart.ts'),
  'influx-steady': () => import('./influx-steady.ts'),
  'page-cut': () => import('./page-cut.ts'),
  'page-flap': () => import('./page-flap.ts'),
  'page-kill': () => import('./page-kill.ts'),
  'page-planned': () => import('./page-planned.ts'),
  'page-receiver': () => import('./page-receiver.ts'),
  'page-restart': () => import('./page-restart.ts'),
  'page-shared': () => import('./page-shared.ts'),
  panels: () => import('./panels.ts'),
  'round-city': () => import('./round-city.ts'),
  'round-loss': () => import('./round-loss.ts'),
  'store-kill': () => import('./store-kill.ts'),
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { slice: { type: 'string', default: '0' } },
})
const [name, ...args] = positionals
const load = name === undefined ? undefined : SOAKS[name]
const slice = Number(values.slice)
if (name === undefined || load === undefined || !Number.isInteger(slice) || slice < 0) {
  process.stderr.write(
    `Usage: npm run soak -- NAME [FILE] [--slice K]\nNAME: ${Object.keys(SOAKS).join(', ')}\n`,
  )
  process.exit(2)
}
const { soak } = await load()
const bars = await soak({ slice, args, say: (line) => process.stderr.write(`${line}\n`) })
mkdirSync('data/soak', { recursive: true })
for (const bar of bars) {
  const line = JSON.stringify(bar)
  process.stdout.write(`${line}\n`)
  appendFileSync(
    `data/soak/${name}.ndjson`,
    `${JSON.stringify({ at: new Date().toISOString(), slice, ...bar })}\n`,
  )
}
process.exit(bars.some((bar) => bar.ok === false) ? 1 : 0)
