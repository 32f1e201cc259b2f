// In an estate of few targets a silence is put to the others at once, who would be asked seconds later.
import { IDLE, QUEUED } from './looks.ts'
import type { Walk } from './walk.ts'

/** Tells the slots who is left to be asked. Only while something is in doubt: it looks at every target. */
export function countWitnesses({ slots, looks, n, nowUs }: Walk): void {
  if (!slots.inDoubt(nowUs)) return
  let alive = 0
  let free = 0
  for (let i = 0; i < n; i++) {
    if (!looks.alive[i]) continue
    alive++
    if (looks.phase[i] === IDLE || looks.phase[i] === QUEUED) free++
  }
  slots.witnesses(alive, free)
}

/** Has as many living targets looked at as the slots want, spread over the estate: neighbours die together. */
export function callWitnesses({ slots, looks, n, nowUs, repeats }: Walk): void {
  // Those of the last call are on their way.
  if (repeats.size > 0 || !slots.inDoubt(nowUs)) return
  const idle: number[] = []
  let queued = 0
  for (let i = 0; i < n; i++) {
    if (!looks.alive[i]) continue
    if (looks.phase[i] === IDLE) idle.push(i)
    if (looks.phase[i] === QUEUED) queued++
  }
  const count = Math.min(idle.length, slots.wanted() - queued)
  for (let k = 0; k < count; k++) {
    repeats.push(idle[Math.floor((k * idle.length) / count)] as number, nowUs)
  }
}
