// One step of a scenario: from what the file has to an action or a want, or what is wrong with it.
import { didYouMean } from '../../fleet/suggest.ts'
import { actionOf } from './actions.ts'
import { type Around, DOCS, type Fault, type Plain, Reading } from './reading.ts'
import type { Step } from './scenario.ts'
import { ACTIONS, AT, BETWEEN, WANTS } from './schema.ts'
import { wantInAll, wantOf } from './wants.ts'

/** `line` is told of the step; `position` is its place in `steps`. */
export function readStep(
  plain: Plain,
  position: number,
  line: number,
  around: Around,
): { readonly step?: Step; readonly faults: readonly Fault[] } {
  const reading = new Reading(['steps', position])
  const step = stepOf(plain, line, around, reading)
  return { ...(step && reading.faults.length === 0 ? { step } : {}), faults: reading.faults }
}

function stepOf(plain: Plain, line: number, around: Around, reading: Reading): Step | undefined {
  const kinds = [...Object.keys(ACTIONS), ...Object.keys(WANTS), 'want-in-all']
  const [kind, ...more] = Object.keys(plain).filter((key) => kinds.includes(key))
  for (const key of Object.keys(plain)) {
    if (kinds.includes(key) || key === 'at' || key === 'between') continue
    const near = didYouMean(key, [...kinds, 'at', 'between'])
    reading.fault([key], `unknown word "${key}"`, near ? `did you mean "${near}"?` : DOCS)
  }
  if (kind === undefined) {
    if (reading.faults.length > 0) return undefined
    return reading.fault([], 'this step does nothing and wants nothing')
  }
  if (more.length > 0)
    reading.fault([more[0] ?? ''], `${[kind, ...more].join(' and ')} in one step`, 'make them two')
  const when = kind in WANTS ? 'between' : 'at'
  if (plain[when] === undefined) {
    return reading.fault([kind], `${kind} without its "${when}"`, `add "${when}"`)
  }
  const other = when === 'at' ? 'between' : 'at'
  if (plain[other] !== undefined) reading.fault([other], `${kind} goes with "${when}"`)
  if (when === 'at') {
    // A step whose time is wrong is read to its end: a fault of it is told, and it is not used.
    const at = reading.parse(AT, 'at', plain) ?? 0
    if (kind === 'want-in-all') {
      const want = wantInAll(plain, at, around, reading)
      return want && { line, want }
    }
    const action = actionOf(kind as keyof typeof ACTIONS, plain, around, reading)
    return action && { line, at, action }
  }
  const span = reading.parse(BETWEEN, 'between', plain) ?? { from: 0, until: 1 }
  const want = wantOf(kind as keyof typeof WANTS, plain, span, around, reading)
  return want && { line, want }
}
