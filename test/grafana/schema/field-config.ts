// What fields of a panel look like: defaults, and overrides by the name of a field.
import type { FieldConfig, FieldConfigSource } from '@grafana/schema'
import { z } from 'zod'
import type { Shape } from './shape.ts'

const colour = z.string().regex(/^#[0-9a-f]{6}$/, 'not #rrggbb')

const thresholds = z.strictObject({
  mode: z.enum(['absolute', 'percentage']),
  steps: z.array(z.strictObject({ value: z.number().nullable(), color: colour })).min(1),
})

const meaning = z.strictObject({
  text: z.string().optional(),
  color: colour.optional(),
  icon: z.string().optional(),
  index: z.number().int().optional(),
})
const mapping = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('value'), options: z.record(z.string(), meaning) }),
  z.strictObject({
    type: z.literal('range'),
    options: z.strictObject({
      from: z.number().nullable(),
      to: z.number().nullable(),
      result: meaning,
    }),
  }),
  z.strictObject({
    type: z.literal('special'),
    options: z.strictObject({
      match: z.enum(['true', 'false', 'null', 'nan', 'null+nan', 'empty']),
      result: meaning,
    }),
  }),
])

const link = z.strictObject({
  title: z.string().min(1),
  url: z.string().min(1),
  targetBlank: z.boolean().optional(),
  oneClick: z.boolean().optional(),
})

const fieldColour = z.strictObject({
  mode: z.string().min(1),
  fixedColor: colour.optional(),
  seriesBy: z.enum(['last', 'min', 'max']).optional(),
})

const defaults = {
  unit: z.string().min(1),
  decimals: z.number().int().min(0),
  min: z.number(),
  max: z.number(),
  displayName: z.string(),
  displayNameFromDS: z.string(),
  description: z.string(),
  noValue: z.string().min(1),
  color: fieldColour,
  thresholds,
  mappings: z.array(mapping),
  links: z.array(link),
  actions: z.array(z.unknown()),
  filterable: z.boolean(),
  path: z.string(),
  writeable: z.boolean(),
} satisfies Omit<Shape<FieldConfig>, 'custom'>

/** What an override may set: a property of `defaults`, or of the panel's own. */
const PROPERTIES = new Set<string>(Object.keys(defaults))

export function fieldConfig(custom: readonly string[]) {
  const known = z.string().refine((id) => {
    return id.startsWith('custom.') ? custom.includes(id.slice(7)) : PROPERTIES.has(id)
  }, 'no property of a field')
  return z.strictObject({
    defaults: z
      .strictObject({ ...defaults, custom: z.partialRecord(z.enum(custom), z.unknown()) })
      .partial(),
    overrides: z.array(
      z.strictObject({
        matcher: z.strictObject({
          id: z.enum(['byName', 'byRegexp', 'byType', 'byFrameRefID', 'byNames']),
          options: z.unknown(),
        }),
        properties: z
          .array(z.strictObject({ id: known, value: z.unknown() }))
          .superRefine((properties, context) => {
            for (const { id, value } of properties) {
              const schema = id in defaults ? defaults[id as keyof typeof defaults] : z.unknown()
              const issue = schema.safeParse(value).error?.issues[0]
              if (issue) context.addIssue({ code: 'custom', message: `${id}: ${issue.message}` })
            }
          }),
      }),
    ),
  } satisfies Shape<FieldConfigSource>)
}
