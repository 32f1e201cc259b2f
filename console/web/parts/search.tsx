// The search box: finds areas by name and targets by part of their id, name or address while one types.
import { useEffect, useId, useRef, useState } from 'preact/hooks'
import { useWords } from '../hooks.ts'
import { go, targetsLink } from '../route.ts'
import { type Found, linkOf, useFound } from './found.ts'
import { StateMark } from './state-mark.tsx'

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
    const count = found?.findings.length ?? 0
    if (event.key === 'Escape') setOpen(false)
    if (event.key === 'ArrowDown') setChosen((at) => Math.min(at + 1, count - 1))
    if (event.key === 'ArrowUp') setChosen((at) => Math.max(at - 1, -1))
    if (event.key.startsWith('Arrow')) event.preventDefault()
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    const finding = found?.findings[chosen]
    if (finding !== undefined) leave(linkOf(finding))
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
          <Findings id={list} found={found} chosen={chosen} text={text.trim()} leave={leave} />
        )}
      </form>
    </search>
  )
}

interface FindingsProps {
  readonly id: string
  readonly found: Found
  readonly chosen: number
  readonly text: string
  readonly leave: (link: string) => void
}

function Findings({ id, found, chosen, text, leave }: FindingsProps) {
  const words = useWords()
  // The input loses the focus on a press, and the list would be gone before the click.
  const hold = (event: Event): void => event.preventDefault()
  const { findings, targets, targetsShown } = found
  return (
    <div
      class="findings"
      id={id}
      role="listbox"
      tabIndex={-1}
      onPointerDown={hold}
      onMouseDown={hold}
    >
      {findings.map((finding, index) => {
        const link = linkOf(finding)
        return (
          <div
            key={link}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            class="finding"
            onClick={() => leave(link)}
            onKeyDown={(event) => event.key === 'Enter' && leave(link)}
          >
            <FindingText finding={finding} />
          </div>
        )
      })}
      {findings.length === 0 && <p>{words.t('nothingFound')}</p>}
      {targets > targetsShown && (
        <button type="button" class="more" onClick={() => leave(targetsLink({ q: text }))}>
          {words.t('showAll', { count: words.count(targets) })}
        </button>
      )}
    </div>
  )
}

function FindingText({ finding }: { readonly finding: Found['findings'][number] }) {
  const words = useWords()
  if ('level' in finding) {
    return (
      <>
        <svg class="mark" viewBox="0 0 10 10" aria-hidden="true" />
        <b>{finding.name}</b>
        <span>{finding.within}</span>
        <small>{words.level(finding.level)}</small>
      </>
    )
  }
  return (
    <>
      <StateMark state={finding.state} />
      <b>{finding.id}</b>
      <span>{finding.name}</span>
      <small>{finding.address}</small>
    </>
  )
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
