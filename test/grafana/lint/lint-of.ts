// The lint of everything that Grafana is given: empty where all is well.
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import { alertFindings } from './alert-rules.ts'
import { askedBy } from './asked.ts'
import { boardsOf } from './board.ts'
import { boardFindings } from './board-rules.ts'
import type { Finding } from './finding.ts'
import { linkFindings } from './link-rules.ts'
import { queryFindings, spanFindings } from './query-rules.ts'

export function lintOf(model: GrafanaModel): readonly Finding[] {
  const boards = boardsOf(model)
  const asked = askedBy(model)
  const uids = boards.map(({ uid }) => uid)
  return [
    ...uids
      .filter((uid, at) => uids.indexOf(uid) !== at)
      .map((uid) => ({ rule: 'uid', where: uid, what: 'two dashboards have this uid' })),
    ...boards.flatMap(boardFindings),
    ...linkFindings(boards),
    ...queryFindings(asked),
    ...spanFindings(asked),
    ...alertFindings(model),
  ]
}
