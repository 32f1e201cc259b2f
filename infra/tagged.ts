// The tags of a resource: whose it is, which part it belongs to, and what people call it.
import type { StackContext } from './parts.ts'

/** `Name` is what consoles and bills show; those of the configuration are there too, and never win over ours. */
export function tagged(ctx: StackContext, part: string, name: string): Record<string, string> {
  return { ...ctx.tags, 'ronda:stack': ctx.name, 'ronda:part': part, Name: name }
}
