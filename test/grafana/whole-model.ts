// Everything that is rendered for the whole reference city, with the policy that docs/alerts.md shows.
import { readFileSync } from 'node:fs'
import { parseConfig } from '../../cli/config.ts'
import { grafanaCityOf } from '../../cli/grafana/city-of.ts'
import type { GrafanaModel } from '../../dashboards/provision/model.ts'
import { modelOf } from '../../dashboards/provision/model-of.ts'
import { synthesizeFleet } from '../../fleet/synthetic/synthesize.ts'
import type { Language } from '../../texts/language.ts'

const PAGE = readFileSync(new URL('../../docs/alerts.md', import.meta.url), 'utf8')
const POLICY = /```yaml\n(alerts:\n[\s\S]*?)```/.exec(PAGE)?.[1] ?? ''
const LOGINS = { '1': '', '2': ', token: env:TOKEN, org: city', '3': ', token: env:TOKEN' }

/** Rules of causes are among them: delivery `grafana`. */
export function wholeModel(
  language: Language = 'en',
  dialect: GrafanaModel['dialect'] = '1',
): GrafanaModel {
  const influx = `url: "http://127.0.0.1:8086", dialect: "${dialect}"${LOGINS[dialect]}`
  const yaml = `${POLICY}  delivery: grafana\ninflux: {targets: [{name: main, ${influx}}]}\n`
  const parsed = parseConfig(yaml, 'ronda.yaml')
  if ('problems' in parsed) throw new TypeError(JSON.stringify(parsed.problems))
  const { config, lineOf } = parsed
  const city = grafanaCityOf({ ...config, lineOf }, synthesizeFleet({ seed: 1 }), language)
  return modelOf(city)
}
