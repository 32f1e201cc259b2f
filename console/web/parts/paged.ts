// A list that grows page by page, and starts anew when its filter changes or its rows do.
import { useCallback, useEffect, useState } from 'preact/hooks'
import { ask } from '../ask.ts'

interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next?: string | undefined
}

interface Paged<Row> {
  readonly further: readonly Row[]
  readonly more: (() => void) | undefined
}

/** Pages after `first`; `pathOf` gives the address of the page at a cursor. */
export function usePaged<Row>(
  first: Page<Row> | undefined,
  pathOf: (cursor: string) => string,
  pick: (answer: never) => Page<Row>,
): Paged<Row> {
  const [pages, setPages] = useState<readonly Page<Row>[]>([])
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
