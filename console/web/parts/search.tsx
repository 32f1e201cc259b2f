// The search box: finds targets by part of their id, name or address while one types.
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { ApiTargetPage, ApiTargetRow } from '../../api/response.ts'
import { ask } from '../ask.ts'
import { useWords } from '../hooks.ts'
import { go, queryOf, targetLink, targetsLink } from '../route.ts'
import { StateMark } from './state-mark.tsx'

const PAUSE_MS = 150
const SHOWN = 8

export function Search() {
  const words = useWords()
  const list = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const found = useFound(text.trim())
  useSlashKey(input)

  const leave = (link: string): void => {
    setText('')
    setOpen(false)
    input.current?.blur()
    go(link)
  }
  const key = (event: KeyboardEvent): void => {
    const rows = found?.rows ?? []
    if (event.key === 'Escape') setOpen(false)
    if (event.key === 'ArrowDown') setChosen((at) => Math.min(at + 1, rows.length - 1))
    if (event.key === 'ArrowUp') setChosen((at) => Math.max(at - 1, -1))
    if (event.key.startsWith('Arrow')) event.preventDefault()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    const row = found?.rows[chosen]
    if (row !== undefined) leave(targetLink(row.id))
    else if (text.trim() !== '') leave(targetsLink({ q: text.trim() }))
  }
  return (
    <search class="search">
      <form onSubmit={submit}>
        <input
          ref={input}
          type="text"
          value={text}
          placeholder={words.t('searchHint')}
          aria-label={words.t('searchHint')}
          role="combobox"
          aria-expanded={open && found !== undefined}
          aria-controls={list}
          aria-activedescendant={chosen >= 0 ? `${list}-${chosen}` : undefined}
          autocomplete="off"
          maxLength={100}
          onInput={(event) => {
            setText(event.currentTarget.value)
            setChosen(-1)
            setOpen(true)
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setOpen(false)}
          onKeyDown={key}
        />
        {open && found !== undefined && (
          <Findings id={list} page={found} chosen={chosen} text={text.trim()} leave={leave} />
        )}
      </form>
    </search>
  )
}

interface FindingsProps {
  readonly id: string
  readonly page: ApiTargetPage
  readonly chosen: number
  readonly text: string
  readonly leave: (link: string) => void
}

function Findings({ id, page, chosen, text, leave }: FindingsProps) {
  const words = useWords()
  // The input loses the focus on a press, and the list would be gone before the click.
  const hold = (event: Event): void => event.preventDefault()
  return (
    <div
      class="findings"
      id={id}
      role="listbox"
      tabIndex={-1}
      onPointerDown={hold}
      onMouseDown={hold}
    >
      {page.rows.map((row, index) => (
        <Finding
          key={row.id}
          id={`${id}-${index}`}
          row={row}
          chosen={index === chosen}
          leave={leave}
        />
      ))}
      {page.total === 0 && <p>{words.t('nothingFound')}</p>}
      {page.total > page.rows.length && (
        <button type="button" class="more" onClick={() => leave(targetsLink({ q: text }))}>
          {words.t('showAll', { count: words.count(page.total) })}
        </button>
      )}
    </div>
  )
}

interface FindingProps {
  readonly id: string
  readonly row: ApiTargetRow
  readonly chosen: boolean
  readonly leave: (link: string) => void
}

function Finding({ id, row, chosen, leave }: FindingProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      class="finding"
      onClick={() => leave(targetLink(row.id))}
      onKeyDown={(event) => event.key === 'Enter' && leave(targetLink(row.id))}
    >
      <StateMark state={row.state} />
      <b>{row.id}</b>
      <span>{row.name}</span>
      <small>{row.address}</small>
    </div>
  )
}

function useFound(text: string): ApiTargetPage | undefined {
  const [found, setFound] = useState<ApiTargetPage>()
  useEffect(() => {
    if (text === '') {
      setFound(undefined)
      return undefined
    }
    const abort = new AbortController()
    const timer = window.setTimeout(() => {
      const path = `api/targets${queryOf({ q: text, limit: String(SHOWN) })}`
      ask<ApiTargetPage>(path, abort.signal).then(setFound, () => setFound(undefined))
    }, PAUSE_MS)
    return () => {
      window.clearTimeout(timer)
      abort.abort()
    }
  }, [text])
  return found
}

/** `/` goes to the search box, as on other pages that people search all day. */
function useSlashKey(input: { readonly current: HTMLInputElement | null }): void {
  useEffect(() => {
    const follow = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select')
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', follow)
    return () => removeEventListener('keydown', follow)
  }, [input])
}
