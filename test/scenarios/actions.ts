// The actions of a scenario: from what a step has to what is done.
import { type Around, type Plain, present, type Reading } from './reading.ts'
import type { Action } from './scenario.ts'
import { ACTIONS } from './schema.ts'

export function actionOf(
  kind: keyof typeof ACTIONS,
  plain: Plain,
  around: Around,
  reading: Reading,
): Action | undefined {
  const { fleet } = around
  switch (kind) {
    case 'cut':
    case 'restore': {
      const which = reading.parse(ACTIONS[kind], kind, plain)
      const picked = which && reading.pick([kind], present(which), fleet)
      return picked && { do: kind, which: picked }
    }
    case 'toggle': {
      const toggle = reading.parse(ACTIONS.toggle, kind, plain)
      const which = toggle && reading.pick([kind, 'which'], present(toggle.which), fleet)
      return which && { do: kind, which, everyMs: toggle.every, forMs: toggle.for }
    }
    case 'receiver': {
      const receiver = reading.parse(ACTIONS.receiver, kind, plain)
      if (receiver) reading.receivers([receiver.id], [kind, 'id'], around.receivers)
      return receiver && { do: kind, receiver: receiver.id, answers: receiver.answers }
    }
    case 'suspend': {
      const suspend = reading.parse(ACTIONS.suspend, kind, plain)
      if (suspend && !fleet.owners.some(({ id }) => id === suspend.owner)) {
        const known = fleet.owners.map(({ id }) => id).join(', ')
        reading.fault([kind, 'owner'], `no owner "${suspend.owner}"`, `there are: ${known}`)
      }
      const which = suspend && reading.pick([kind, 'which'], present(suspend.which), fleet)
      if (!which) return undefined
      return { do: kind, which, owner: suspend.owner, reason: suspend.reason, forMs: suspend.for }
    }
    case 'kill':
    case 'stop':
    case 'start':
    case 'resume':
    case 'ack':
      return reading.parse(ACTIONS[kind], kind, plain) && { do: kind }
  }
}
