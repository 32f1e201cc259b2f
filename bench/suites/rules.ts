// Alert rules over the whole city: how many instances fire at one time when all of it fails at once.
import { inMemory } from '../../cli/alerts-test/in-memory.ts'
import { startOwnInfluxd } from '../../cli/alerts-test/own-influxd.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import { cityOutages, instancesOf } from '../../test/grafana/agreement/city-outages.ts'
import { atMost, type Suite } from '../bar.ts'

/** Takes the whole city, quick or not: the limit is stated for it. */
export const suite: Suite = async ({ say }) => {
  const influxd = await startOwnInfluxd(inMemory())
  try {
    const most: { readonly title: string; readonly firing: number }[] = []
    for (const outage of cityOutages(synthesizeFleet({ seed: 1 }))) {
      const { title } = outage
      const { firing, byRule, causes } = await instancesOf(influxd.url, outage)
      const rules = Object.entries(byRule).map(([rule, count]) => `${rule} ${count}`)
      say(`${title}: ${causes} causes, ${firing} instances (${rules.join(', ')})`)
      most.push({ title, firing })
    }
    const worst = Math.max(...most.map(({ firing }) => firing))
    const note = most.map(({ title, firing }) => `${title}: ${firing}`).join('; ')
    return [atMost('rules.instances', worst, 100, 'instances', note)]
  } finally {
    await influxd.close()
  }
}
