// What a sound estate had better not have: it is walked all the same, and watched less well.
import { isLoopback } from '../loopback.ts'
import type { Fleet } from '../model.ts'
import type { Problem } from '../problem.ts'
import { pingedTargets } from '../topology.ts'
import { type Place, problemAt } from './place.ts'

const REMEDY = 'name the gateway and the resolvers of the machine that will run ronda'

/** `settings`: where fleet.yaml was read. An estate that asks nobody needs no anchors. */
export function warningsOf(fleet: Fleet, settings: Place): readonly Problem[] {
  const asked = pingedTargets(fleet)
  if (asked.length === 0) return []
  if (fleet.anchors.length === 0) {
    const what =
      'no anchors: a cut line of our own can be told from a dead city by its targets only'
    return [problemAt(settings, what, REMEDY, 'anchors')]
  }
  if (asked.every(({ address }) => isLoopback(address))) return []
  return fleet.anchors.filter(isLoopback).map((address) => {
    const what = `anchor ${address} is this machine itself, always answers and is passed over`
    return problemAt(settings, what, REMEDY, 'anchors')
  })
}
