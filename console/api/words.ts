// The small shapes that all answers of the API are put together from.
import { z } from 'zod'
import { STATES } from '../../fleet/state.ts'

export const time = z.iso.datetime().describe('ISO 8601, UTC, milliseconds')
export const count = z.int().nonnegative()
export const state = z.enum(STATES)
export const evidence = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .describe('What was seen: echoes sent and lost, RTT in microseconds, ICMP cause and its reporter')
export const pathSchema = z
  .array(z.strictObject({ id: z.string(), name: z.string(), level: z.string() }))
  .describe('Areas, kecamatan first')
