// Long work for several receivers, one piece in each turn of the event loop: others come in between.
import { setImmediate as nextTurn } from 'node:timers/promises'

let last: Promise<void> = Promise.resolve()

/** Resolves in a turn that no other caller of this was given; whoever asked before has had one by then. */
export function ownTurn(): Promise<void> {
  last = last.then(() => nextTurn())
  return last
}
