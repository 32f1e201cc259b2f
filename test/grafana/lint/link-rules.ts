// Links lead to dashboards that are there, with variables that they have.
import { type Board, objectsIn } from './board.ts'
import type { Finding } from './finding.ts'

export function linkFindings(boards: readonly Board[]): Finding[] {
  const variables = new Map(
    boards.map(({ uid, variables: own }) => [uid, new Set(own.map(({ name }) => name))]),
  )
  return boards.flatMap(({ uid: from, json }) => {
    const found: Finding[] = []
    for (const { object } of objectsIn(json)) {
      const { url } = object
      if (typeof url !== 'string') continue
      const [, uid] = /\/d\/([^/?]+)/.exec(url) ?? []
      if (uid === undefined) continue
      const known = variables.get(uid)
      if (!known) {
        found.push({ rule: 'links', where: from, what: `there is no dashboard ${uid}` })
        continue
      }
      for (const [, name = ''] of url.matchAll(/[?&]var-([^=&]+)=/g)) {
        if (known.has(name)) continue
        found.push({ rule: 'links', where: from, what: `${uid} has no variable ${name}` })
      }
      if (!url.includes('${__url_time_range}')) {
        found.push({ rule: 'links', where: from, what: `${url} loses the time range` })
      }
    }
    return found
  })
}
