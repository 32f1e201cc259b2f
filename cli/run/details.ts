// The particulars of a target that its page shows: what it is, never a secret.
import type { Target } from '../../fleet/model.ts'

/** Flat and small; keys are words of the estate's files. */
export function detailsOf(target: Target): Readonly<Record<string, string | number>> {
  switch (target.kind) {
    case 'node':
      return { nodeKind: target.nodeKind, ...(target.isp ? { isp: target.isp } : {}) }
    case 'uplink':
      return {
        isp: target.isp,
        tech: target.tech,
        ...(target.anchors.length > 0 ? { anchors: target.anchors.join(', ') } : {}),
      }
    case 'nvr':
      return { vendor: target.vendor, model: target.model, slots: target.slots }
    case 'camera':
      return { class: target.class, slot: target.slot }
    case 'portal':
      return { url: target.url }
  }
}
