// The `retention:` part of ronda.yaml.
import { z } from 'zod'

const days = (standard: number) => z.int().min(1).max(3650).default(standard)

/** Minutes take about 80 MB a day for the reference city; transitions are kept 13 months and a little for reports. */
export const retentionSchema = z.strictObject({
  minutesDays: days(30),
  transitionsDays: days(400),
})
