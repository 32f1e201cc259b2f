// What the codes and words of the series mean, in both languages and the colours of the house.
import { CONDITION_STATE, CONDITIONS, type Condition } from '../../fleet/condition.ts'
import { PORTAL_CONDITIONS, type PortalCondition } from '../../fleet/feed-condition.ts'
import { REASONS, STATES } from '../../fleet/state.ts'
import { CONDITION_CODES, STATE_CODES } from '../../store/schema/codes.ts'
import { conditionName } from '../../texts/conditions.ts'
import { kindName } from '../../texts/kinds.ts'
import type { Words } from '../../texts/language.ts'
import { reasonName } from '../../texts/reasons.ts'
import { stateName } from '../../texts/states.ts'
import { type Colour, STATE_COLOURS } from './palette.ts'
import type { Meaning } from './panel.ts'

/** Of `code` and `prev` of states. */
export const STATE_MEANINGS: readonly Meaning[] = STATES.map((state) => ({
  value: STATE_CODES[state],
  text: both((language) => stateName(language, state)),
  colour: STATE_COLOURS[state],
}))

/** Of `code` and `found` of looks at cameras and portals. */
export const CONDITION_MEANINGS: readonly Meaning[] = [...CONDITIONS, ...PORTAL_CONDITIONS].map(
  (condition) => ({
    value: CONDITION_CODES[condition],
    text: conditionWords(condition),
    colour: conditionColour(condition),
  }),
)

/** Of tag and field `reason` of states and the board of the dead, and tag `condition` of causes. */
export const REASON_MEANINGS: readonly Meaning[] = REASONS.map((reason) => ({
  value: reason,
  text: both((language) => reasonName(language, reason)),
  colour: 'grey',
}))

/** Of tag `kind`: of targets, and of causes that are none. */
export const KIND_MEANINGS: readonly Meaning[] = [
  ...(['node', 'uplink', 'nvr', 'camera', 'portal'] as const).map((kind) => ({
    value: kind,
    text: both((language) => kindName(language, kind)),
    colour: 'grey' as const,
  })),
  { value: 'shared', text: { en: 'what they share', id: 'kesamaan mereka' }, colour: 'grey' },
  { value: 'planned', text: { en: 'planned, over', id: 'rencana, lewat' }, colour: 'grey' },
  { value: 'probe', text: { en: 'the probe itself', id: 'alat periksa' }, colour: 'grey' },
]

export const YES_MEANINGS: readonly Meaning[] = [
  { value: 0, text: { en: 'no', id: 'tidak' }, colour: 'grey' },
  { value: 1, text: { en: 'yes', id: 'ya' }, colour: 'orange' },
]

export function conditionWords(condition: Condition | PortalCondition): Words {
  return both((language) => conditionName(language, condition))
}

/** That of its state; `nvr_busy` stands for none. */
export function conditionColour(condition: Condition | PortalCondition): Colour {
  const state = CONDITION_STATE[condition]
  return state === undefined ? 'grey' : STATE_COLOURS[state]
}

function both(name: (language: 'en' | 'id') => string): Words {
  return { en: name('en'), id: name('id') }
}
