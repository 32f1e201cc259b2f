// One palette, told apart by people who see no red or no green too: Okabe and Ito, "Color Universal Design" (2008).
import type { State } from '../../fleet/state.ts'

export const COLOURS = {
  green: '#009e73',
  yellow: '#f0e442',
  orange: '#e69f00',
  red: '#d55e00',
  purple: '#cc79a7',
  sky: '#56b4e9',
  blue: '#0072b2',
  grey: '#999999',
} as const
export type Colour = keyof typeof COLOURS

export const STATE_COLOURS: Readonly<Record<State, Colour>> = {
  up: 'green',
  degraded: 'orange',
  down: 'red',
  unreachable: 'purple',
  unknown: 'grey',
  maintenance: 'sky',
  suspended: 'blue',
}

/** From `from` on (in the unit of the panel) it has that colour; the first step has none, it is the lowest. */
export interface Step {
  readonly from?: number
  readonly colour: Colour
}

/** Nothing dead is well. */
export const DEAD_STEPS: readonly Step[] = [{ colour: 'green' }, { from: 1, colour: 'red' }]
