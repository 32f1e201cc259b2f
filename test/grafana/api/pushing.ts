// A small city pushed to the stand-in for Grafana, for tests.
import { relay } from '../../../dashboards/boards/relay.ts'
import type { GrafanaCity } from '../../../dashboards/city.ts'
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import { modelOf } from '../../../dashboards/provision/model-of.ts'
import { GrafanaApi } from '../../../dashboards/push/api.ts'
import type { Change } from '../../../dashboards/push/compare.ts'
import { type Look, look } from '../../../dashboards/push/look.ts'
import { type Pushed, push } from '../../../dashboards/push/push.ts'
import { Secret } from '../../../fleet/secret.ts'
import { sampleCity } from '../sample-city.ts'
import type { GrafanaStandIn } from './stand-in.ts'

export const TOKEN = 'glsa_push-token-of-the-test'
export const SECRETS = new Map([
  ['file:/etc/ronda/influx-password', new Secret('influx-password-value')],
  ['file:/etc/ronda/noc-secret', new Secret('noc-secret-value')],
  ['env:TELEGRAM_TOKEN', new Secret('telegram-token-value')],
])

export function sampleModel(
  change: (city: GrafanaCity) => GrafanaCity = (city) => city,
): GrafanaModel {
  // One board: a push of all takes as many requests more, and nothing new.
  return modelOf(change(sampleCity('1', 'en')), [relay])
}

export function apiOf(grafana: { readonly url: string }, token = TOKEN): GrafanaApi {
  return new GrafanaApi({ url: grafana.url, token: new Secret(token), timeoutMs: 400, waitMs: 1 })
}

const OPTIONS = { secrets: SECRETS, token: new Secret(TOKEN) }

export async function lookAt(grafana: GrafanaStandIn, model = sampleModel()): Promise<Look> {
  return await look(model, apiOf(grafana), OPTIONS)
}

export async function pushTo(
  grafana: GrafanaStandIn,
  model = sampleModel(),
  overwrite = false,
): Promise<Pushed> {
  const api = apiOf(grafana)
  return await push(model, api, await look(model, api, OPTIONS), { ...OPTIONS, overwrite })
}

/** `make rule ronda-sample`: what is not the same. */
export function outcomes(changes: readonly Change[]): string[] {
  return changes
    .filter(({ outcome }) => outcome !== 'same')
    .map(({ outcome, kind, key }) => `${outcome} ${kind} ${key}`)
}
