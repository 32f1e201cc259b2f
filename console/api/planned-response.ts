// The shapes of planned outages, acts and the audit in the API.
import { z } from 'zod'
import { WEEKDAYS } from './act-request.ts'
import { count, time } from './words.ts'

const values = z.array(z.string()).optional()

export const plannedRowSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['suspension', 'maintenance']),
  state: z.enum(['active', 'coming', 'over']),
  reason: z.string().describe('In the words of who decided it'),
  owner: z.strictObject({ id: z.string(), name: z.string() }),
  reference: z.string().optional().describe('Number of a letter or a ticket'),
  source: z.enum(['file', 'program']).describe('`file`: from the estate, only changed there'),
  from: time.optional().describe('Of now, or of the next time'),
  until: time.optional(),
  weekly: z
    .strictObject({
      days: z.array(z.enum(WEEKDAYS)),
      from: z.string().describe('HH:MM'),
      to: z.string().describe('HH:MM; not after `from`: on the next day'),
      timezone: z.string(),
    })
    .optional()
    .describe('Of a window that comes every week'),
  covered: count.describe('Targets, by the estate of now'),
  scope: z.strictObject({
    targets: count.describe('How many are named by id'),
    except: count.describe('How many were resumed one by one'),
    query: z
      .strictObject({
        kind: values,
        owner: values,
        isp: values,
        model: values,
        vendor: values,
        class: values,
        area: values,
      })
      .optional(),
  }),
})

export const plannedListSchema = z.strictObject({
  rows: z
    .array(plannedRowSchema)
    .describe('Active ones first, then those that come, then those that are over'),
})

export const plannedTargetsSchema = z.strictObject({
  total: count,
  ids: z.array(z.string()).describe('Sorted, never cut'),
})

export const ownerListSchema = z.strictObject({
  owners: z.array(z.strictObject({ id: z.string(), name: z.string() })),
})

export const auditSchema = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        at: time,
        by: z.string().describe('A name as it was given'),
        via: z.string().describe('`cli`, `http`, `console`, `link`, `file` or `program`'),
        action: z.string(),
        subject: z.string().describe('Id of the incident, suspension or window'),
        detail: z
          .record(z.string(), z.union([z.string(), z.number()]))
          .describe('`targets` and `except`: all ids, with a space between them'),
      }),
    )
    .describe('Newest first'),
})

export const doneSchema = z.strictObject({
  id: z.string().describe('Of what was made or changed; empty after a dry run'),
  covered: count.describe('Targets'),
  kept: z
    .boolean()
    .describe('False: the disk cannot be written, it holds only until the program ends'),
  message: z.string().optional().describe('What to do where it is not kept'),
  warnings: z.array(
    z.strictObject({
      targets: z.array(z.string()).describe('What is left on'),
      on: z.string().describe('What it hangs on, and what stays off'),
      by: z.enum(['suspension', 'maintenance']),
      message: z.string(),
    }),
  ),
})

export const confirmNeededSchema = z.strictObject({
  error: z.strictObject({
    code: z.literal('confirm_needed'),
    message: z.string(),
    covered: count.describe('The number to confirm'),
    share: z.number().describe('What it covers of the estate, 0 to 1'),
  }),
})

export const refusedSchema = z.strictObject({
  error: z.strictObject({
    code: z.literal('refused'),
    message: z.string(),
    problems: z.array(z.strictObject({ field: z.string(), what: z.string(), remedy: z.string() })),
  }),
})

export type ApiPlannedRow = z.infer<typeof plannedRowSchema>
export type ApiPlannedList = z.infer<typeof plannedListSchema>
export type ApiPlannedTargets = z.infer<typeof plannedTargetsSchema>
export type ApiOwnerList = z.infer<typeof ownerListSchema>
export type ApiAudit = z.infer<typeof auditSchema>
export type ApiDone = z.infer<typeof doneSchema>
export type ApiConfirmNeeded = z.infer<typeof confirmNeededSchema>
export type ApiRefused = z.infer<typeof refusedSchema>
