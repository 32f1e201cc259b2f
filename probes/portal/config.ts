// The `portals:` part of ronda.yaml.
import { z } from 'zod'

const DAY_MS = 86_400_000

export const portalsSchema = z.strictObject({
  /** Default: as `feeds.enabled`. */
  enabled: z.boolean().optional(),
  /** Between two walks over portals, relays and hosts. */
  everyMs: z.int().min(1_000).max(DAY_MS).default(60_000),
})
