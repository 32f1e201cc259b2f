// A list of targets that grows page by page, and starts anew when its filter changes or its targets do.
import { useCallback, useEffect, useState } from 'preact/hooks'
import type { ApiTargetPage, ApiTargetRow } from '../../api/response.ts'
import { ask } from '../ask.ts'

interface Paged {
  readonly further: readonly ApiTargetRow[]
  readonly more: (() => void) | undefined
}

/** Pages after `first`; `pathOf` gives the address of the page at a cursor. */
export function usePaged(
  first: ApiTargetPage | undefined,
  pathOf: (cursor: string) => string,
  pick: (answer: never) => ApiTargetPage,
): Paged {
  const [pages, setPages] = useState<readonly ApiTargetPage[]>([])
  useEffect(() => setPages([]), [first])
  const next = (pages.at(-1) ?? first)?.next
  const more = useCallback(() => {
    if (next === undefined) return
    ask<never>(pathOf(next)).then(
      (answer) => setPages((last) => [...last, pick(answer)]),
      () => undefined,
    )
  }, [next, pathOf, pick])
  return {
    further: pages.flatMap((page) => page.rows),
    more: next === undefined ? undefined : more,
  }
}
