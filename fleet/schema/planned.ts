// suspensions.yaml and maintenance.yaml: what a record may say. What its words lead to is looked at once all is read.
import { z } from 'zod'
import { CAMERA_CLASSES, NVR_VENDORS, TARGET_KINDS } from '../model.ts'
import type { PlannedOutage, ScopeQuery, Weekday } from '../planned/planned.ts'
import { fault, MISSING, shown } from './fault.ts'
import { id, label, word } from './fields.ts'
import { type Moment, moment } from './moment.ts'
import { timezone } from './timezone.ts'

export type PlannedKind = PlannedOutage['kind']

/** Names of their files, without extension. */
export const PLANNED_STEMS = { suspensions: 'suspension', maintenance: 'maintenance' } as const
export type PlannedStem = keyof typeof PLANNED_STEMS

/** A record as it was written; keys that were missing or refused are absent. */
export interface PlannedRow {
  readonly id?: string | undefined
  readonly reason?: string | undefined
  readonly owner?: string | undefined
  readonly reference?: string | undefined
  readonly from?: Moment | undefined
  readonly until?: Moment | undefined
  readonly weekly?: WeeklyRow | undefined
  readonly targets?: readonly string[] | undefined
  readonly list?: string | undefined
  readonly where?: { readonly [K in keyof ScopeQuery]: ScopeQuery[K] | undefined } | undefined
  readonly except?: readonly string[] | undefined
}

/** Minutes after midnight, `to` up to 1,440; without a zone that of the city. */
export interface WeeklyRow {
  readonly days: readonly Weekday[]
  readonly from: number
  readonly to: number
  readonly timezone?: string | undefined
}

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const LIST_FILE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,120}\.(?:txt|csv)$/

function listOf<T extends z.ZodType>(item: T, example: string) {
  return z
    .array(item, {
      error: ({ input }) =>
        input === undefined ? MISSING : fault('not a list', `write it as ${example}`),
    })
    .min(1, { error: () => fault('an empty list', `write it as ${example}`) })
}

const ids = listOf(id, '[id, ...]')
/** A name may hold spaces, so one alone is not split. */
const names = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  listOf(label, '[name, ...]'),
)

const where = z
  .strictObject(
    {
      kind: listOf(word(TARGET_KINDS), '[camera, ...]').optional(),
      owner: ids.optional(),
      isp: names.optional(),
      model: names.optional(),
      vendor: listOf(word(NVR_VENDORS), '[hikvision, ...]').optional(),
      class: listOf(word(CAMERA_CLASSES), '[rt, ...]').optional(),
      area: ids.optional(),
    },
    { error: () => fault('"where" is not a map', 'write it as where: { area: [id, ...] }') },
  )
  .refine((query) => Object.keys(query).length > 0, {
    error: () => fault('"where" names nothing', 'write it as where: { area: [id, ...] }'),
  })

const weekly = z.strictObject(
  {
    days: listOf(word(DAYS), '[mon, tue, ...]').transform((days) =>
      [...new Set(days)].map((day) => DAYS.indexOf(day) as Weekday),
    ),
    from: timeOfDay(false),
    to: timeOfDay(true),
    timezone: timezone.optional(),
  },
  {
    error: () =>
      fault('"weekly" is not a map', 'write it as weekly: { days: [sun], from: 01:00, to: 05:00 }'),
  },
)

const common = {
  id,
  reason: label,
  owner: id,
  reference: label.optional(),
  targets: ids.optional(),
  list: label
    .regex(LIST_FILE, {
      error: (issue) =>
        fault(
          `bad file name ${shown(issue.input)}`,
          'name a .txt or .csv file that lies beside this one',
        ),
    })
    .optional(),
  where: where.optional(),
  except: ids.optional(),
}

const SCHEMAS = {
  suspension: z.strictObject({ ...common, from: moment, until: moment }),
  maintenance: z.strictObject({
    ...common,
    from: moment.optional(),
    until: moment.optional(),
    weekly: weekly.optional(),
  }),
} as const

/** Keys whose text is split at spaces and semicolons. */
export const PLANNED_LISTS: ReadonlySet<string> = new Set([
  'targets',
  'except',
  'weekly.days',
  'where.kind',
  'where.owner',
  'where.vendor',
  'where.class',
  'where.area',
])

/** Keys that may stand under a path; the empty path is the record itself. */
export function plannedKeysAt(kind: PlannedKind, path: string): readonly string[] {
  if (path === 'where') return Object.keys(where.shape)
  return Object.keys(path === 'weekly' ? weekly.shape : SCHEMAS[kind].shape)
}

/** What could be read, and what is wrong with the rest. */
export function readPlanned(
  kind: PlannedKind,
  cells: Readonly<Record<string, unknown>>,
): { readonly row: PlannedRow; readonly issues: readonly z.core.$ZodIssue[] } {
  const schema = SCHEMAS[kind]
  const parsed = schema.safeParse(cells)
  if (parsed.success) return { row: parsed.data, issues: [] }
  const { issues } = parsed.error
  const rest = schema.partial().safeParse(withoutFaults(cells, issues))
  return { row: rest.success ? rest.data : {}, issues }
}

/** Of a query only the keys at fault are left out: the names in the others are still looked at. */
function withoutFaults(
  cells: Readonly<Record<string, unknown>>,
  issues: readonly z.core.$ZodIssue[],
): Record<string, unknown> {
  const rest = { ...cells }
  const query = { ...(typeof cells['where'] === 'object' ? cells['where'] : {}) }
  for (const issue of issues) {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : []
    const [key, inner] = [...issue.path, ...unknown]
    if (key === undefined) continue
    if (key === 'where' && inner !== undefined) {
      for (const one of [inner, ...unknown]) Reflect.deleteProperty(query, one)
    } else if (issue.path.length > 0) Reflect.deleteProperty(rest, key)
    else for (const one of unknown) Reflect.deleteProperty(rest, one)
  }
  if (Object.keys(query).length === 0) Reflect.deleteProperty(rest, 'where')
  else if ('where' in rest) rest['where'] = query
  return rest
}

/** Minutes after midnight; as an end also `24:00`. */
function timeOfDay(end: boolean) {
  return label.transform((value, context) => {
    const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(value) ?? []
    const minutes = Number(hour) * 60 + Number(minute)
    if (Number(minute) < 60 && minutes < (end ? 1441 : 1440)) return minutes
    const message = fault(`bad time of day ${shown(value)}`, 'write it as 01:00, 00:00 to 23:59')
    context.issues.push({ code: 'custom', message, input: value })
    return z.NEVER
  })
}
