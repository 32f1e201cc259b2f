// Every query that Grafana would send, with what is known of it: of panels, variables, annotations and rules.
import type { GrafanaModel } from '../../../dashboards/provision/model.ts'
import { TIERS, type Tier } from '../../../store/schema/tiers.ts'
import { type Board, boardsOf } from './board.ts'

export interface Asked {
  readonly where: string
  readonly ql: string
  /** Of the data source, where it has one tier only. */
  readonly tier: Tier | undefined
  /** Absent for alert rules. */
  readonly board?: Board
  /** Of the panel: `$__interval` is never shorter. */
  readonly least?: string
  readonly of: 'panel' | 'variable' | 'annotation' | 'rule'
}

export function askedBy(model: GrafanaModel): readonly Asked[] {
  const rules = model.alerting?.rules ?? []
  return [
    ...boardsOf(model).flatMap(boardQueries),
    ...rules.flatMap(({ uid, queries }) =>
      queries.map(({ refId, tier, ql }) => ({
        ...{ where: `rule ${uid} ${refId}`, ql, of: 'rule' as const },
        tier: model.dialect === '3' ? tier : undefined,
      })),
    ),
  ]
}

function boardQueries(board: Board): Asked[] {
  const { uid, panels, variables, annotations } = board
  return [
    ...panels.flatMap(({ title = '', targets = [], interval }) =>
      targets.map(({ refId, query = '', datasource }) => ({
        ...(interval === undefined ? {} : { least: interval }),
        ...{ where: `${uid} "${title}" ${refId}`, ql: query, board, of: 'panel' as const },
        tier: tierOf(datasource?.uid),
      })),
    ),
    ...variables.flatMap(({ name, type, query, datasource }) =>
      type !== 'query' || typeof query !== 'object'
        ? []
        : [
            {
              ...{ where: `${uid} variable ${name}`, ql: query.query, board },
              ...{ of: 'variable' as const, tier: tierOf(datasource?.uid) },
            },
          ],
    ),
    ...annotations.flatMap(({ name, query, target, datasource }) =>
      query === undefined
        ? []
        : [query, target?.query ?? ''].map((ql) => ({
            ...{ where: `${uid} annotation ${name}`, ql, board },
            ...{ of: 'annotation' as const, tier: tierOf(datasource?.uid) },
          })),
    ),
  ]
}

function tierOf(uid = ''): Tier | undefined {
  return TIERS.find((tier) => uid === `\${ds_${tier}}`)
}
