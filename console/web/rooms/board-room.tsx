// The first room: the whole city at once, and beside it what is dead now.
import { useState } from 'preact/hooks'
import { Board } from '../board/board.tsx'
import { Legend } from '../board/legend.tsx'
import { DeadList } from '../parts/dead-list.tsx'
import { FeedLine } from '../parts/feed-line.tsx'

export function BoardRoom() {
  const [only, choose] = useState('')
  return (
    <>
      <aside class="side">
        <Legend only={only} choose={choose} />
        <FeedLine />
        <DeadList />
      </aside>
      <Board only={only} />
    </>
  )
}
