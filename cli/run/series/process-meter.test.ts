import { expect, test } from 'vitest'
import { ProcessMeter } from './process-meter.ts'

test('sees memory, work and a stall since the last look', async () => {
  const meter = new ProcessMeter(performance.now())
  try {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const until = performance.now() + 80
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 30))
    const facts = meter.take(performance.now())
    expect(facts.rssBytes).toBeGreaterThan(1_000_000)
    expect(facts.cpuPermille).toBeGreaterThan(0)
    expect(facts.loopLagMs).toBeGreaterThan(40)
  } finally {
    meter.close()
  }
})
