// Groups of message templates, the ledger of what we pushed among them.
import type { GrafanaApi } from '../api.ts'
import { type JsonObject, listOf, objectOf, pick, textOf } from '../json.ts'
import { LEDGER_NAME, Ledger } from '../ledger.ts'
import type { Found } from '../thing.ts'
import { at, type KindOf, lockOf } from './kind.ts'

const PATH = '/api/v1/provisioning/templates'

export const templates: KindOf = {
  async read(api) {
    // Before the first template some versions answer 404.
    const { body } = await api.get(PATH, [404])
    return new Map(
      listOf(body).map((one): [string, Found] => {
        const raw = objectOf(one)
        const name = textOf(raw['name'])
        const template = textOf(raw['template']).trim()
        return [name, { body: { name, template }, raw, ...lockOf(raw) }]
      }),
    )
  },
  async write(api, { thing, body, found }) {
    await put(api, thing.key, textOf(body['template']), found?.raw)
  },
  async remove(api, key) {
    await api.send('DELETE', at(PATH, key), undefined, [404])
  },
}

/** `raw`: the template group as it stands; undefined where it is new. */
export async function writeLedger(
  api: GrafanaApi,
  ledger: Ledger,
  raw: JsonObject | undefined,
): Promise<void> {
  await put(api, LEDGER_NAME, ledger.text(), raw)
}

export function ledgerIn(found: ReadonlyMap<string, Found>): Ledger {
  return Ledger.parse(textOf(objectOf(found.get(LEDGER_NAME)?.body)['template']))
}

async function put(
  api: GrafanaApi,
  name: string,
  template: string,
  raw: JsonObject | undefined,
): Promise<void> {
  await api.send('PUT', at(PATH, name), { template, ...pick(raw ?? {}, ['version']) })
}
