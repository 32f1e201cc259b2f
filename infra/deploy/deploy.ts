// From a configuration and an estate to a running city: check, account, tools, pack, state, stack, up, look.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import { lookAt, urlsOf } from './look.ts'
import type { Options } from './options.ts'
import {
  accountStep,
  askPulumi,
  checkStep,
  openSession,
  pulumi,
  type Session,
  selectStep,
  stateStep,
  toolsStep,
  useState,
} from './session.ts'
import { readState } from './state.ts'
import { runSteps, type Step, tell } from './steps.ts'
import type { World } from './world.ts'

/** Gives 0, or 1 where it is deployed and an address does not answer. Throws RondaError, ToolFailed, Interrupted. */
export async function deploy(world: World, options: Options): Promise<number> {
  const { stack, json, yes } = options
  if (!yes && !world.tty) {
    throw new RondaError('RND_USAGE', 'nobody sits here who could say yes to the plan', {
      remedy: 'look at it by npm run preview, then add --yes',
    })
  }
  const session = openSession(world, options)
  let silent: readonly string[] = []
  const up: Step = {
    name: 'up',
    says: 'making it so; the first time some 20 minutes',
    run: async () => {
      await pulumi(session, ['up', '--stack', stack, ...(yes ? ['--yes'] : [])])
      return 'done'
    },
  }
  const look: Step = {
    name: 'look',
    says: 'looking whether its addresses answer',
    run: async () => {
      const outputs = await askPulumi(session, ['stack', 'output', '--json', '--stack', stack])
      if (json) tell(world, true, { outputs })
      else world.out(outputLines(outputs))
      const looked = await lookAt(world, urlsOf(outputs))
      silent = looked.silent
      for (const line of silent) world.err(`  ${line}\n`)
      return `${looked.answering} answer, ${silent.length} do not`
    },
  }
  await runSteps(world, json, [
    ...before(session),
    stateStep(session),
    selectStep(session),
    up,
    look,
  ])
  return silent.length > 0 ? 1 : 0
}

/** Says what `deploy` would do. Before the first one there is no state: an empty one is made for it and thrown away. */
export async function preview(world: World, options: Options): Promise<number> {
  const session = openSession(world, options)
  const { file } = session
  const isFirst =
    readState(world.project, options.stack) === undefined && options.state === undefined
  const scratch = isFirst ? mkdtempSync(join(tmpdir(), 'ronda-preview-')) : undefined
  const text = readFileSync(file.path)
  const empty: Step = {
    name: 'state',
    says: 'making an empty state for this preview',
    run: async () => {
      useState(session, { backend: `file://${scratch}`, secrets: 'passphrase' })
      session.env = { ...session.env, PULUMI_CONFIG_PASSPHRASE: '' }
      return 'nothing is deployed yet; it is thrown away afterwards'
    },
  }
  const look: Step = {
    name: 'preview',
    says: 'asking Pulumi what it would do',
    run: async () => {
      await pulumi(session, ['preview', '--stack', options.stack])
      return 'nothing was changed'
    },
  }
  try {
    await runSteps(world, options.json, [
      ...before(session),
      isFirst ? empty : stateStep(session),
      selectStep(session),
      look,
    ])
    return 0
  } finally {
    if (scratch !== undefined) {
      rmSync(scratch, { recursive: true, force: true })
      // Pulumi writes the salt of the passphrase into it.
      writeFileSync(file.path, text)
    }
  }
}

function before(session: Session): Step[] {
  return [checkStep(session), accountStep(session), toolsStep(session), packStep(session)]
}

function packStep(session: Session): Step {
  const { world } = session
  return {
    name: 'pack',
    says: 'packing the release',
    run: async () => {
      const stopped = new AbortController()
      const stop = () => stopped.abort()
      world.signals.once('SIGINT', stop).once('SIGTERM', stop)
      try {
        const { arch = 'x64' } = session.checked ?? {}
        const { version, bytes } = await world.pack(arch, stopped.signal)
        return `${version} for ${arch}, ${(bytes / 1e6).toFixed(0)} MB`
      } finally {
        world.signals.off('SIGINT', stop).off('SIGTERM', stop)
      }
    },
  }
}

function outputLines(outputs: unknown): string {
  return Object.entries(outputs as Readonly<Record<string, unknown>>)
    .map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}\n`,
    )
    .join('')
}
