// Every target of an incident, by kecamatan; a long group is drawn when it is opened.
import { useState } from 'preact/hooks'
import type { ApiAffected } from '../../api/incident-response.ts'
import { useAsked } from '../ask.ts'
import { useIncidentChanges, useWords } from '../hooks.ts'
import { affectedPath } from '../route.ts'
import { TargetLink } from './target-link.tsx'

type Row = ApiAffected['rows'][number]

const EVERY_MS = 1000
/** A list up to this long is shown open. */
const SHOWN_AT_ONCE = 60

export function AffectedList({ id }: { readonly id: string }) {
  const words = useWords()
  const { data, again } = useAsked<ApiAffected>(affectedPath(id))
  useIncidentChanges(again, EVERY_MS, id)
  if (data === undefined) return <section class="panel affected" aria-busy="true" />
  const groups = [...byKecamatan(data.rows)].sort(
    ([a, rowsA], [b, rowsB]) => rowsB.length - rowsA.length || a.localeCompare(b),
  )
  return (
    <section class="panel affected">
      <h2>
        {words.t('affectedTargets')} <small>{words.count(data.total)}</small>
        <a class="csv" href={`${affectedPath(id)}?format=csv`} download>
          CSV
        </a>
      </h2>
      {groups.map(([kecamatan, rows]) => (
        <Group
          key={kecamatan}
          name={kecamatan === '' ? words.t('noArea') : kecamatan}
          rows={rows}
          openAtFirst={data.total <= SHOWN_AT_ONCE}
        />
      ))}
    </section>
  )
}

function byKecamatan(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.kecamatan)
    if (group === undefined) groups.set(row.kecamatan, [row])
    else group.push(row)
  }
  return groups
}

interface GroupProps {
  readonly name: string
  readonly rows: readonly Row[]
  readonly openAtFirst: boolean
}

function Group({ name, rows, openAtFirst }: GroupProps) {
  const words = useWords()
  const [open, setOpen] = useState(openAtFirst)
  return (
    <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name} <small>{words.count(rows.length)}</small>
      </summary>
      {open && (
        <ul>
          {rows.map((row) => (
            <li key={row.id} class={row.now ? 'now' : 'over'}>
              <TargetLink row={row} look="affected-row" />
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}
