// `ronda doctor`: everything that `ronda run` needs, looked at before it is needed, with the remedy.

import { messageOf, RondaError } from '../../fleet/error.ts'
import type { Command } from '../command.ts'
import { readConfig } from '../config.ts'
import { CONFIG_OPTION } from '../data-folder.ts'
import { alerts } from '../doctor/alerts.ts'
import { around } from '../doctor/around.ts'
import { decoder } from '../doctor/decoder.ts'
import { type Finding, fail } from '../doctor/finding.ts'
import { influx } from '../doctor/influx.ts'
import { clock, dataFolder, node, port } from '../doctor/machine.ts'
import { passwords } from '../doctor/passwords.ts'
import { icmp, netPing } from '../doctor/ping.ts'
import { estate, page, store, token } from '../doctor/program.ts'

const MARKS: Readonly<Record<Finding['level'], string>> = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' }

export const command: Command = {
  name: 'doctor',
  summary:
    'what would fail, before it fails: privileges, clock, port, disk, store, estate, receivers, databases, decoder, portals, relays, hosts',
  usage: '[--config FILE]',
  example: 'ronda doctor\nok    ICMP  raw socket; 127.0.0.1 answers in 0.05 ms\n...',
  options: CONFIG_OPTION,
  positionals: [0, 0],
  async run({ values }, context) {
    const findings = await examine(
      typeof values['config'] === 'string' ? values['config'] : undefined,
    )
    if (context.json) {
      context.out(`${JSON.stringify({ findings })}\n`)
    } else {
      const width = Math.max(...findings.map((finding) => finding.what.length))
      for (const { level, what, seen, remedy } of findings) {
        const [first, ...more] = seen.split('\n')
        context.out(`${MARKS[level]}  ${what.padEnd(width)}  ${first}\n`)
        for (const line of more) context.out(`${' '.repeat(width + 8)}${line}\n`)
        if (remedy) context.out(`${' '.repeat(width + 8)}remedy: ${remedy}\n`)
      }
    }
    return findings.some((finding) => finding.level === 'fail') ? 1 : 0
  },
}

/** A part that cannot even be looked at is itself a finding: the rest is still looked at. */
async function examine(file: string | undefined): Promise<readonly Finding[]> {
  const findings: Finding[] = [node(), clock(new Date())]
  const look = async (what: string, body: () => Promise<readonly Finding[]>): Promise<boolean> => {
    try {
      findings.push(...(await body()))
      return true
    } catch (error) {
      const remedy = error instanceof RondaError ? error.remedy : undefined
      findings.push(fail(what, messageOf(error), remedy ?? 'see docs/errors.md'))
      return false
    }
  }
  await look('configuration', async () => {
    const config = readConfig(file)
    findings.push({
      what: 'configuration',
      level: 'ok',
      seen: config.file ?? 'none: the synthetic city',
    })
    await look('data folder', async () => dataFolder(config.data))
    await look('port', async () => [await port(config.console.listen, config.data)])
    await look('token', async () => token(config))
    // What is wrong with the estate is said once: whatever else reads it would say the same.
    const hasCity = await look('estate', () => estate(config))
    await look('store', () => store(config))
    if (hasCity) await look('alerts', () => alerts(config))
    await look('influx', () => influx(config))
    if (hasCity) await look('passwords', () => passwords(config))
    await look('decoder', () => decoder(config.feeds.decoder))
    if (hasCity) await look('around', () => around(config))
    return []
  })
  await look('ICMP', icmp)
  await look('net-ping', netPing)
  await look('page', async () => [page()])
  return findings
}
