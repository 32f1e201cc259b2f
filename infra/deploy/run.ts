// From words to an exit code: which act is meant, and what is said where it fails.
import { messageOf, RondaError } from '../../fleet/error.ts'
import { deploy, preview } from './deploy.ts'
import { destroy } from './destroy.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { Interrupted, tell } from './steps.ts'
import { ToolFailed } from './tool.ts'
import type { World } from './world.ts'

const INTERRUPTED = 130
const ACTS = { deploy, preview, destroy }

/** Gives the exit code; says on standard error, or as JSON, why it is not 0. Throws only for a fault of our own. */
export async function runDeploy(words: readonly string[], world: World): Promise<number> {
  let options: Options | 'help' | undefined
  let interrupted = false
  const stop = () => {
    interrupted = true
  }
  world.signals.once('SIGINT', stop).once('SIGTERM', stop)
  try {
    options = readOptions(words)
    if (options === 'help') {
      world.out(USAGE)
      return 0
    }
    return await ACTS[options.act](world, options)
  } catch (error) {
    const json = typeof options === 'object' && options.json
    const code = codeOf(error)
    const remedy = interrupted
      ? 'run the same command again: it goes on'
      : error instanceof RondaError
        ? error.remedy
        : 'what it said stands above; mend it and run the same command again: it goes on'
    tell(world, json, { error: messageOf(error), remedy, exit: code })
    if (!json) world.err(`${messageOf(error)}\nRemedy: ${remedy}\n`)
    return code
  } finally {
    world.signals.off('SIGINT', stop).off('SIGTERM', stop)
  }
}

function codeOf(error: unknown): number {
  if (error instanceof Interrupted) return INTERRUPTED
  if (error instanceof ToolFailed) return error.code
  if (error instanceof RondaError) return 2
  throw error
}
