// One shape and one colour for each state, for canvas cells and for marks in the text alike: never colour alone.
import type { State } from '../../../fleet/state.ts'

export interface Shape {
  /** Outline in a box of 10 by 10, filled by the even-odd rule with the state's colour. */
  readonly fill: string
  /** Lines over it in the colour of the ground. */
  readonly cut?: string
}

const SQUARE = 'M0.6 0.6H9.400V9.400H0.6Z'

export const SHAPES: Readonly<Record<State, Shape>> = {
  up: { fill: SQUARE },
  degraded: { fill: 'M5 0L10 9.500H0Z' },
  down: { fill: 'M0 0H10V10H0Z', cut: 'M2.4 2.400L7.6 7.600M7.6 2.400L2.4 7.6' },
  unreachable: { fill: 'M0 0H4.200L0 4.200ZM10 0V1.800L1.8 10H0V7.400L7.4 0ZM10 5V10H5Z' },
  unknown: { fill: 'M0.4 0.4H9.600V9.600H0.4ZM2.6 2.600V7.400H7.400V2.600Z' },
  maintenance: { fill: 'M5 0L10 5L5 10L0 5Z' },
  suspended: { fill: 'M0.4 3.200H9.600V6.800H0.4Z' },
}

/** Name of the custom property that holds the colour of a cell; living NVRs are calmer than living uplinks. */
export function colourOf(state: State, kind: string): string {
  return state === 'up' && kind === 'N' ? '--up-nvr' : `--${state}`
}
