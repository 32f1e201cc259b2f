// Cameras with what they show: condition, since when, where, on which NVR, and the picture that shows it.
import type { Condition } from '../../../fleet/condition.ts'
import { conditionName } from '../../../texts/conditions.ts'
import type { ApiTargetPage, ApiTargetRow } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'
import { targetLink } from '../route.ts'
import { hasBadPicture, lookOf } from './feed-look.ts'
import { FeedPicture } from './feed-picture.tsx'
import { StateMark } from './state-mark.tsx'

interface FeedsTableProps {
  readonly page: ApiTargetPage
  readonly more: (() => void) | undefined
}

export function FeedsTable({ page, more }: FeedsTableProps) {
  const words = useWords()
  const now = useNow(5000)
  const { rows } = page
  if (rows.length === 0) return <p class="empty">{words.t('nothingFound')}</p>
  return (
    <>
      <table class="targets feeds-table">
        <caption>
          {words.t('rowsOf', { count: words.count(rows.length), total: words.count(page.total) })}
        </caption>
        <thead>
          <tr>
            <th>{words.t('picture')}</th>
            <th>{words.t('condition')}</th>
            <th>{words.kind('camera')}</th>
            <th class="wide">{words.t('kecamatan')}</th>
            <th class="wide">{words.kind('nvr')}</th>
            <th class="number">{words.t('sinceColumn')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} condition={row.condition ?? 'unknown'} now={now} />
          ))}
        </tbody>
      </table>
      {more !== undefined && (
        <button type="button" class="more" onClick={more}>
          {words.t('more')}
        </button>
      )}
    </>
  )
}

interface RowProps {
  readonly row: ApiTargetRow
  readonly condition: Condition
  readonly now: number
}

function Row({ row, condition, now }: RowProps) {
  const words = useWords()
  const named = conditionName(words.language, condition)
  const since = words.time(row.since, now)
  const alt = words.t('badPictureOf', { name: row.name, condition: named, time: since })
  return (
    <tr data-condition={condition}>
      <td class="feed-thumb">
        {hasBadPicture(condition) ? (
          <FeedPicture key={row.since} of={row.id} kind="bad" alt={alt} small />
        ) : (
          <span class="quiet">–</span>
        )}
      </td>
      <td class={`feed-condition ${lookOf(condition)}`}>
        <StateMark state={lookOf(condition)} /> <span>{named}</span>
      </td>
      <td>
        <a href={targetLink(row.id)}>{row.name}</a>
        <small>{row.id}</small>
      </td>
      <td class="wide">{row.kecamatan ?? '–'}</td>
      <td class="wide">
        {row.parent !== undefined && <a href={targetLink(row.parent)}>{row.parent}</a>}
        {row.slot !== undefined && (
          <small>
            {words.t('slotNumber')} {row.slot}
          </small>
        )}
      </td>
      <td class="number">
        <time dateTime={row.since} title={since}>
          {words.duration(now - Date.parse(row.since))}
        </time>
      </td>
    </tr>
  )
}
