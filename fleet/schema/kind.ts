// What the loader knows of one kind of record: its files, its columns, and how a row becomes a part of the Fleet.
import { z } from 'zod'

/** Cells of one record by column; a list column holds an array, an empty cell is absent. */
export type Cells = Readonly<Record<string, string | readonly string[]>>

export type ReadResult<T> = { readonly value: T } | { readonly issues: readonly z.core.$ZodIssue[] }

export interface Kind<T> {
  /** `nvrs` in `nvrs.csv`, `nvrs-tembalang.yaml`, `nvrs/`. */
  readonly stem: string
  /** For people: `NVR`. */
  readonly noun: string
  readonly columns: readonly string[]
  readonly required: readonly string[]
  /** Columns whose cell is split at spaces and semicolons. */
  readonly lists: ReadonlySet<string>
  read(cells: Cells): ReadResult<T>
}

/** Puts a strict schema and the function that turns its rows into the model together. */
export function defineKind<S extends z.ZodObject, T>(
  stem: string,
  noun: string,
  schema: S,
  build: (row: z.output<S>) => T,
): Kind<T> {
  const columns = Object.keys(schema.shape)
  const optional = new Set(
    columns.filter((column) => schema.shape[column]?._zod.optin === 'optional'),
  )
  return {
    stem,
    noun,
    columns,
    required: columns.filter((column) => !optional.has(column)),
    lists: new Set(columns.filter((column) => isList(schema.shape[column]))),
    read(cells) {
      const parsed = schema.safeParse(cells)
      return parsed.success ? { value: build(parsed.data) } : { issues: parsed.error.issues }
    },
  }
}

function isList(field: z.core.$ZodType | undefined): boolean {
  if (field instanceof z.ZodArray) return true
  return field instanceof z.ZodOptional || field instanceof z.ZodDefault
    ? isList(field.unwrap())
    : false
}
