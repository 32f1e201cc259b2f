// Looks at what the program is given: the estate, the store, the token, the built page.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isLoopback } from '../../console/guard.ts'
import { formatFault } from '../../fleet/problem.ts'
import { pingedTargets } from '../../fleet/topology.ts'
import { openLocalStore } from '../../store/local/open-local-store.ts'
import type { Config } from '../config.ts'
import { storeFile } from '../data-folder.ts'
import { loadCity } from '../run/city.ts'
import { tokenOf } from '../run/token.ts'
import { type Finding, fail, ok, warn } from './finding.ts'

const PAGE = fileURLToPath(new URL('../../console/web/dist/index.html', import.meta.url))

export async function estate(config: Config): Promise<readonly Finding[]> {
  const { fleet, warnings } = await loadCity(config)
  const targets =
    fleet.nodes.length + fleet.uplinks.length + fleet.nvrs.length + fleet.cameras.length
  const seen = `${fleet.city}${fleet.synthetic ? ' (synthetic)' : ''}: ${targets} targets, ${pingedTargets(fleet).length} pinged`
  return [
    ok('estate', seen),
    ...warnings.map((warning) => warn('estate', formatFault(warning), warning.remedy)),
  ]
}

export async function store(config: Config): Promise<readonly Finding[]> {
  const file = storeFile(config)
  if (!existsSync(file)) return [ok('store', `${file} is made at the first start`)]
  const opened = await openLocalStore(file, { readOnly: true })
  try {
    const { schemaVersion, fileBytes } = await opened.health()
    return [ok('store', `${file}, ${(fileBytes / 1e6).toFixed(1)} MB, schema ${schemaVersion}`)]
  } finally {
    await opened.close()
  }
}

/** On loopback anybody on this machine may read; elsewhere a token is needed, and it must be there. */
export function token(config: Config): readonly Finding[] {
  if (isLoopback(config.console.listen.host)) return []
  tokenOf(config)
  return [ok('token', config.console.token ?? `${config.data}/token`)]
}

export function page(): Finding {
  return existsSync(PAGE)
    ? ok('page', 'built')
    : fail(
        'page',
        'not built: the API works, / says how to build it',
        'npm start builds it; so does: npm run prestart',
      )
}
