// Two generations of one stack: what `pulumi destroy --exclude-protected` leaves in its state, and resources as they come of it.
import type { EngineOptions, Registered, Values } from './loopback-engine.ts'
import { invoke, outputsOf } from './run-parts.ts'

const ZONES = 'aws:index/getAvailabilityZones:getAvailabilityZones'

export interface Generation extends Required<Pick<EngineOptions, 'outputsOf' | 'invoke'>> {
  /** What was answered, by type and name. */
  readonly answered: ReadonlyMap<string, Values>
}

/**
 * As Pulumi has it: what is protected, and whatever that comes after by its inputs, by hand or by its parents, however
 * far (pulumi/pulumi, separateProtected of the command `destroy`). In the order of registration.
 */
export function afterDestroy(resources: readonly Registered[]): readonly Registered[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]))
  const stays = new Set<string>()
  const queue = resources.flatMap(({ protect, urn }) => (protect ? [urn] : []))
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (stays.has(urn)) continue
    stays.add(urn)
    const { parent = '', dependencies = [] } = byUrn.get(urn) ?? {}
    queue.push(...dependencies, ...(parent === '' ? [] : [parent]))
  }
  return resources.filter(({ urn }) => stays.has(urn))
}

/** Everything that is made has ids and values of this generation; what stayed has those of the one before. */
export function generation(
  number: number,
  before?: Generation,
  stays: readonly Registered[] = [],
): Generation {
  const answered = new Map<string, Values>()
  const stayed = new Map(stays.map((one) => [`${one.type} ${one.name}`, one]))
  return {
    answered,
    outputsOf: (type, name, inputs) => {
      const key = `${type} ${name}`
      const old = stayed.get(key)
      const answer =
        old === undefined
          ? madeIn(number, type, name, inputs)
          : { ...asItWas(old), ...before?.answered.get(key) }
      answered.set(key, answer)
      return answer
    },
    invoke: (token) => {
      const answer = invoke(token)
      // A zone that comes before all others by name.
      return token === ZONES && number > 1
        ? { names: ['ap-southeast-2z', ...(answer['names'] as readonly string[])] }
        : answer
    },
  }
}

function madeIn(number: number, type: string, name: string, inputs: Values): Values {
  const made = { id: `${name}-${number}`, arn: `arn:aws:test:::${name}-${number}` }
  const known = { ...made, ...outputsOf(type, name, inputs) }
  return 'result' in known ? { ...known, result: `the-value-of-${name}-${number}` } : known
}

function asItWas({ inputs, ignoreChanges }: Registered): Values {
  return Object.fromEntries(ignoreChanges.map((key) => [key, inputs[key]]))
}
