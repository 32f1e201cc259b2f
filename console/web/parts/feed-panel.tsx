// What a camera shows: its condition, the last good and the last bad picture, and how the last look came to it.
import type { Condition } from '../../../fleet/condition.ts'
import { conditionClause, conditionName } from '../../../texts/conditions.ts'
import type { ApiPicture } from '../../api/feed-response.ts'
import type { ApiTargetView } from '../../api/response.ts'
import { useNow, useWords } from '../hooks.ts'
import { FeedFeatures } from './feed-features.tsx'
import { lookOf } from './feed-look.ts'
import { FeedPicture } from './feed-picture.tsx'
import { Ladder } from './ladder.tsx'
import { StateMark } from './state-mark.tsx'

interface FeedPanelProps {
  readonly view: ApiTargetView
  readonly condition: Condition
}

export function FeedPanel({ view, condition }: FeedPanelProps) {
  const words = useWords()
  const { target, feed, pictures } = view
  return (
    <>
      <section class="panel feed-panel" data-condition={condition}>
        <h2>
          {words.t('feed')}
          <span class={`feed-now ${lookOf(condition)}`}>
            <StateMark state={lookOf(condition)} /> {conditionName(words.language, condition)}
          </span>
        </h2>
        <p>{sentence(conditionClause(words.language, condition))}</p>
        {pictures !== undefined && (
          <div class="feed-pictures">
            {(['good', 'bad'] as const).map((kind) => (
              <Kept
                key={kind}
                target={target}
                kind={kind}
                picture={pictures.find((one) => one.kind === kind)}
              />
            ))}
          </div>
        )}
      </section>
      {feed === undefined ? (
        <p class="quiet feed-never">{words.t('feedNever')}</p>
      ) : (
        <div class="columns">
          <Ladder feed={feed} />
          <FeedFeatures features={feed.features} />
        </div>
      )}
    </>
  )
}

interface KeptProps {
  readonly target: ApiTargetView['target']
  readonly kind: ApiPicture['kind']
  readonly picture: ApiPicture | undefined
}

function Kept({ target, kind, picture }: KeptProps) {
  const words = useWords()
  const now = useNow(5000)
  const title = words.t(kind === 'good' ? 'goodPicture' : 'badPicture')
  if (picture === undefined) {
    return (
      <figure data-picture={kind}>
        <div class="feed-none quiet">
          {words.t(kind === 'good' ? 'noGoodPicture' : 'noBadPicture')}
        </div>
        <figcaption>{title}</figcaption>
      </figure>
    )
  }
  const time = words.time(picture.at, now)
  const condition = conditionName(words.language, picture.condition)
  const alt = words.t(kind === 'good' ? 'goodPictureOf' : 'badPictureOf', {
    name: target.name,
    condition,
    time,
  })
  return (
    <figure data-picture={kind}>
      <FeedPicture key={picture.at} of={target.id} kind={kind} at={picture.at} alt={alt} />
      <figcaption>
        {title}
        {kind === 'bad' && `: ${condition}`}
        <time dateTime={picture.at}>{time}</time>
      </figcaption>
    </figure>
  )
}

/** A clause as a sentence of its own. */
function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
}
