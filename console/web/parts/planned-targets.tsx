// The list of what a suspension or window covers: asked for when it is opened, shown in parts, whole as a file.
import { useState } from 'preact/hooks'
import type { ApiPlannedTargets } from '../../api/planned-response.ts'
import { useAsked } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { plannedPath, targetLink } from '../route.ts'

/** Links drawn at a time; a browser is slow with thousands. */
const SHOWN = 200

export function PlannedTargets({ id }: { readonly id: string }) {
  const words = useWords()
  const [open, setOpen] = useState(false)
  return (
    <details
      class="planned-targets"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{words.t('list')}</summary>
      {open && <Ids path={`${plannedPath(id)}/targets`} />}
    </details>
  )
}

function Ids({ path }: { readonly path: string }) {
  const words = useWords()
  const { data } = useAsked<ApiPlannedTargets>(path)
  const [shown, setShown] = useState(SHOWN)
  if (data === undefined) return <p class="loading">{words.t('loading')}</p>
  return (
    <>
      <p class="planned-file">
        <a class="csv" href={`${path}?format=csv`} download>
          CSV ({words.count(data.total)})
        </a>
      </p>
      <ul class="ids">
        {data.ids.slice(0, shown).map((target) => (
          <li key={target}>
            <a href={targetLink(target)}>{target}</a>
          </li>
        ))}
      </ul>
      {data.total > shown && (
        <button type="button" class="more" onClick={() => setShown(shown + SHOWN)}>
          {words.t('more')}
        </button>
      )}
    </>
  )
}
