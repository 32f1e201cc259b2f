// Ties a schema of ours to a type of Grafana's: the compiler refuses keys that Grafana does not have, and keys left out.
import type { z } from 'zod'

export type Shape<T> = { readonly [K in keyof T]-?: z.ZodType }
