// `npm run bench -- [SUITE...] [--quick] [--json]`: runs suites beside the peers and prints one JSON line per bar.
import { parseArgs } from 'node:util'
import { messageOf } from '../fleet/error.ts'
import type { Bar, Suite } from './bar.ts'

const SUITES: Readonly<Record<string, () => Promise<{ readonly suite: Suite }>>> = {
  icmp: () => import('./suites/icmp.ts'),
  round: () => import('./suites/round.ts'),
  fleet: () => import('./suites/fleet.ts'),
  store: () => import('./suites/store.ts'),
  start: () => import('./suites/start.ts'),
  incidents: () => import('./suites/incidents.ts'),
  page: () => import('./suites/page.ts'),
  influx: () => import('./suites/influx.ts'),
  feeds: () => import('./suites/feeds.ts'),
  rules: () => import('./suites/rules.ts'),
  panels: () => import('./suites/panels.ts'),
  infra: () => import('./suites/infra.ts'),
}

const { values, positionals } = parse()
const wanted = positionals.length > 0 ? positionals : Object.keys(SUITES)
const unknown = wanted.filter((name) => !Object.hasOwn(SUITES, name))
if (unknown.length > 0) {
  fail(`no such suite: ${unknown.join(', ')}; there are: ${Object.keys(SUITES).join(', ')}`)
}
let missed = 0
for (const name of wanted) {
  const load = SUITES[name]
  if (!load) continue
  say(`# ${name}${values.quick ? ' (quick)' : ''}`)
  const { suite } = await load()
  const bars = await suite({ quick: values.quick, soak: false, say })
  for (const bar of bars) print(bar)
  missed += bars.filter((bar) => bar.ok === false).length
}
process.exit(missed > 0 ? 1 : 0)

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        quick: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    return fail(messageOf(error))
  }
}

function say(line: string): void {
  if (!values.json) process.stderr.write(`${line}\n`)
}

function print(bar: Bar): void {
  process.stdout.write(`${JSON.stringify(bar)}\n`)
}

function fail(message: string): never {
  process.stderr.write(`bench: ${message}\nUsage: npm run bench -- [SUITE...] [--quick] [--json]\n`)
  process.exit(2)
}
