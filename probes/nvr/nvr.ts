// Looks at an NVR over its own API. Its failures are values: it never rejects.
import { Asking } from './asking.ts'
import { Conversation } from './conversation.ts'
import { askDahua } from './dahua.ts'
import type { Findings } from './findings.ts'
import { askHikvision } from './hikvision.ts'
import { NvrMemory } from './memory.ts'
import type { LookAtNvr, NvrLimits, NvrLook, NvrQuestions, NvrTarget } from './nvr-look.ts'
import { askOnvif } from './onvif.ts'

type Ask = (asking: Asking, questions: NvrQuestions) => Promise<Findings>

const VENDORS: Readonly<Record<NvrTarget['vendor'], Ask | undefined>> = {
  hikvision: askHikvision,
  dahua: askDahua,
  onvif: askOnvif,
  other: undefined,
}

/** Looks that remember the logins of NVRs that were looked at before: no look but the first begins with a refusal. */
export function createNvrLooker(memory: NvrMemory = new NvrMemory()): LookAtNvr {
  return (target, questions, limits, signal) => look(target, questions, limits, signal, memory)
}

/** A look that remembers nothing. */
export const lookAtNvr: LookAtNvr = (target, questions, limits, signal) =>
  look(target, questions, limits, signal, new NvrMemory(1))

async function look(
  target: NvrTarget,
  questions: NvrQuestions,
  limits: NvrLimits,
  signal: AbortSignal,
  memory: NvrMemory,
): Promise<NvrLook> {
  const at = Date.now()
  const ask = VENDORS[target.vendor]
  if (ask === undefined) {
    const says = 'Not asked: no API of this vendor is known.'
    return {
      at,
      fault: 'unsupported',
      slots: [],
      rungs: [{ rung: 'nvr_api', result: 'skipped', says }],
    }
  }
  const conversation = new Conversation(target, limits, signal, memory)
  const asking = new Asking(conversation)
  try {
    const found = await ask(asking, questions)
    return { at, ...found, rungs: asking.rungs }
  } catch (error) {
    // A fault of our own, which must not end the round. Its message may hold what the device sent.
    const says = `What came could not be read (${error instanceof Error ? error.name : 'unknown'}).`
    asking.rungs.push({ rung: 'nvr_api', result: 'failed', says })
    return { at, fault: 'protocol', slots: [], rungs: asking.rungs }
  } finally {
    conversation.close()
  }
}
