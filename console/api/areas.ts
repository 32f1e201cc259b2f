// The names of the areas that people ask for by name: kecamatan and kelurahan.
import type { Live } from '../live.ts'
import type { ApiAreaList } from './response.ts'

/** Gives the areas of the first two levels, each before those in it. Asked of `live` once: an estate stays as it is while it runs. */
export function areaLister(live: Live): () => Promise<ApiAreaList> {
  let asked: Promise<ApiAreaList> | undefined
  return () => {
    asked ??= listAreas(live).catch((error: unknown) => {
      asked = undefined
      throw error
    })
    return asked
  }
}

async function listAreas(live: Live): Promise<ApiAreaList> {
  const areas: ApiAreaList['areas'] = []
  for (const top of (await live.summary()).areas) {
    const page = await live.area(top.id, { limit: 1 })
    for (const { id, name, level, parent } of [top, ...(page?.children ?? [])]) {
      areas.push({ id, name, level, ...(parent === undefined ? {} : { parent }) })
    }
  }
  return { areas }
}
