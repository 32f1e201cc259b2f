// From the program's own values (epoch milliseconds) to what the API says (ISO 8601, UTC).
import type { Transition } from '../../fleet/state.ts'
import type { MinutePoint } from '../../store/store.ts'
import type {
  AreaPage,
  LiveEvent,
  PlannedSummary,
  ReceiverSummary,
  Summary,
  TargetPage,
  TargetPageView,
  TargetRow,
} from '../live.ts'
import { feedOut, feedsOut, pictureOut, recorderOut } from './convert-feeds.ts'
import { incidentRowOut } from './convert-incidents.ts'
import { condense, stepSecondsFor } from './history.ts'
import { iso } from './iso.ts'
import type {
  ApiAreaPage,
  ApiHistoryPoint,
  ApiStatesEvent,
  ApiSummary,
  ApiTargetPage,
  ApiTargetRow,
  ApiTargetView,
  ApiTransition,
} from './response.ts'

/** Only kecamatan go out with the summary: it is sent every few seconds, and a city has 12,000 areas. */
export function summaryOut(summary: Summary): ApiSummary {
  const { receivers, planned, feeds, ...rest } = summary
  const { failingSince, ...store } = summary.store
  return {
    ...rest,
    pinger: { ...summary.pinger, limits: [...summary.pinger.limits] },
    startedAt: iso(summary.startedAt),
    at: iso(summary.at),
    stateSince: iso(summary.stateSince),
    areas: summary.areas.filter((area) => area.level === 'kecamatan'),
    store: failingSince === undefined ? store : { ...store, failingSince: iso(failingSince) },
    ...(receivers ? { receivers: receivers.map(receiverOut) } : {}),
    ...(planned ? { planned: plannedSummaryOut(planned) } : {}),
    ...(feeds ? { feeds: feedsOut(feeds) } : {}),
    notices: summary.notices.map(({ values, ...notice }) =>
      values ? { ...notice, values: { ...values } } : notice,
    ),
  }
}

function receiverOut(receiver: ReceiverSummary): NonNullable<ApiSummary['receivers']>[number] {
  const { oldestAt, failingSince, lastSentAt, ...rest } = receiver
  return {
    ...rest,
    ...(oldestAt === undefined ? {} : { oldestAt: iso(oldestAt) }),
    ...(failingSince === undefined ? {} : { failingSince: iso(failingSince) }),
    ...(lastSentAt === undefined ? {} : { lastSentAt: iso(lastSentAt) }),
  }
}

function plannedSummaryOut(planned: PlannedSummary): NonNullable<ApiSummary['planned']> {
  const { nextEnd, ...rest } = planned
  return { ...rest, ...(nextEnd ? { nextEnd: { ...nextEnd, at: iso(nextEnd.at) } } : {}) }
}

export function targetPageOut(page: TargetPage): ApiTargetPage {
  return { ...page, rows: page.rows.map(rowOut) }
}

export function areaPageOut(page: AreaPage): ApiAreaPage {
  return {
    ...page,
    path: [...page.path],
    children: [...page.children],
    targets: targetPageOut(page.targets),
  }
}

/** `now` is epoch milliseconds; the history is condensed to at most 1,440 points. */
export function targetViewOut(view: TargetPageView, hours: number, now: number): ApiTargetView {
  const stepSeconds = stepSecondsFor(hours)
  const { details, ...row } = view.target
  const { incident, feed, pictures, recorder, ...rest } = view
  return {
    ...rest,
    ...(incident ? { incident: incidentRowOut(incident) } : {}),
    ...(feed ? { feed: feedOut(feed) } : {}),
    ...(pictures ? { pictures: pictures.map(pictureOut) } : {}),
    ...(recorder ? { recorder: recorderOut(recorder) } : {}),
    target: { ...rowOut(row), details },
    path: [...view.path],
    parents: view.parents.map(rowOut),
    children: view.children.map(rowOut),
    transitions: view.transitions.map(transitionOut),
    history: {
      from: iso(now - hours * 3_600_000),
      to: iso(now),
      stepSeconds,
      points: condense(view.history, stepSeconds).map(pointOut),
    },
  }
}

export function statesOut(event: Extract<LiveEvent, { type: 'states' }>): ApiStatesEvent {
  return {
    seq: event.seq,
    changes: event.changes.map((change) => ({ ...change, at: iso(change.at) })),
  }
}

function rowOut(row: TargetRow): ApiTargetRow {
  return { ...row, since: iso(row.since) }
}

function transitionOut(transition: Transition): ApiTransition {
  return { ...transition, at: iso(transition.at), decidedAt: iso(transition.decidedAt) }
}

function pointOut(point: MinutePoint): ApiHistoryPoint {
  return { ...point, at: iso(point.at) }
}
