// The rungs that a visit itself can tell of: the NVR's word on a slot, and steps that were not needed.
import type { NvrLook, SlotLook } from '../nvr/nvr-look.ts'
import type { Rung, RungName } from './rung.ts'

const STREAM_RUNGS: readonly RungName[] = [
  'connect',
  'options',
  'describe',
  'setup',
  'play',
  'data',
  'keyframe',
]
const MOST_SAID = 100

/** What the NVR's answer says of this slot; undefined: the rungs of its own say why there is no answer. */
export function slotOf(look: NvrLook | undefined, slot: number): SlotLook | undefined {
  return look?.slots.find((each) => each.slot === slot)
}

/** `look`: the answer of this visit; `notAsked`: why there is none. */
export function apiRungs(
  look: NvrLook | undefined,
  slot: number,
  notAsked: string,
): readonly Rung[] {
  if (!look) return [{ rung: 'nvr_api', result: 'skipped', says: notAsked }]
  if (look.fault !== undefined) return look.rungs
  const said = slotOf(look, slot)
  const ms = look.rungs.find(({ rung }) => rung === 'nvr_api')?.ms
  const rest = {
    ...(ms === undefined ? {} : { ms }),
    ...(said?.said === undefined ? {} : { seen: { said: said.said.slice(0, MOST_SAID) } }),
  }
  switch (said?.connected) {
    case 'yes':
      return [
        { rung: 'nvr_api', result: 'ok', says: `The NVR has its camera in slot ${slot}.`, ...rest },
      ]
    case 'no': {
      const says = `The NVR has no video in slot ${slot}: ${said.reason ?? 'no_video'}.`
      return [{ rung: 'nvr_api', result: 'failed', says, ...rest }]
    }
    case 'unknown':
    case undefined: {
      const says = `The NVR does not say how slot ${slot} is.`
      return [{ rung: 'nvr_api', result: 'skipped', says, ...rest }]
    }
  }
}

/** No stream was opened; `says` is why. */
export function streamSkipped(says: string): readonly Rung[] {
  return STREAM_RUNGS.map((rung) => ({ rung, result: 'skipped', says }))
}
