// From a configuration and an estate to a running city: check, account, names, tools, pack, state, stack, up, look.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import { makeFolder } from '../../fleet/make-folder.ts'
import type { StackConfig } from '../config.ts'
import { lookAt } from './look.ts'
import { namesStep } from './names.ts'
import type { Options } from './options.ts'
import { writePins } from './pin.ts'
import { type Outputs, placesOf, textOf } from './places.ts'
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
import { readStackFile } from './stack-file.ts'
import { readState } from './state.ts'
import { runSteps, type Step, tell } from './steps.ts'
import { summaryOf } from './summary.ts'
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
  const isFirst = readState(world.project, stack) === undefined
  let outputs: Outputs = {}
  let isSilent = false
  const up: Step = {
    name: 'up',
    says: isFirst
      ? 'making it so; the first time some 20 minutes, most of them RDS, load balancers and VPN'
      : 'making it so; a worker takes some minutes, it hands over before the old one goes',
    run: async () => {
      await pulumi(session, ['up', '--stack', stack, ...(yes ? ['--yes'] : [])])
      return 'done'
    },
  }
  const look: Step = {
    name: 'look',
    says: `looking whether its addresses answer; at most ${minutes(world.lookForMs)}, as machines install themselves`,
    run: async () => {
      outputs = (await askPulumi(session, [
        ...['stack', 'output', '--json', '--stack', stack],
      ])) as Outputs
      if (json) tell(world, true, { outputs })
      const { config } = session.checked ?? {}
      const say = (line: string) => {
        if (!json) world.err(`  ${line}\n`)
      }
      const networks = config?.grafana.networks
      const { answering, silent, barred } = await lookAt(world, placesOf(outputs), networks, say)
      isSilent = silent.length > 0
      for (const line of barred) say(line)
      for (const line of silent) world.err(`  ${line}\n`)
      tell(world, json, { silent, notLookedAt: barred })
      const notLooked = barred.length > 0 ? `, ${barred.length} not looked at` : ''
      return `${answering} answer, ${silent.length} do not${notLooked}`
    },
  }
  await runSteps(world, json, [
    ...before(session),
    stateStep(session),
    selectStep(session),
    up,
    look,
  ])
  const { config } = session.checked ?? {}
  const cityEnd = writeCityEnd(world, stack, config, outputs)
  const { region } = session.file
  const summary = summaryOf({
    ...{ stack, region, outputs, isFirst },
    ...(config && { config }),
    ...(cityEnd && { cityEnd }),
  })
  if (json) tell(world, true, { next: summary })
  else world.out(`${summary.join('\n')}\n`)
  return isSilent ? 1 : 0
}

/** Says what `deploy` would do. Before the first one there is no state: an empty one is made for it and thrown away. */
export async function preview(world: World, options: Options): Promise<number> {
  const session = openSession(world, options)
  const { file } = session
  const isFirst =
    readState(world.project, options.stack) === undefined && options.state === undefined
  const scratch = isFirst ? mkdtempSync(join(tmpdir(), 'ronda-preview-')) : undefined
  let text: Buffer | undefined
  const empty: Step = {
    name: 'state',
    says: 'making an empty state for this preview',
    run: async () => {
      text = readFileSync(file.path)
      useState(session, { backend: `file://${scratch}`, secrets: 'passphrase' })
      session.env = { ...session.env, PULUMI_CONFIG_PASSPHRASE: '' }
      return 'nothing is deployed yet; it is thrown away afterwards'
    },
  }
  const look: Step = {
    name: 'preview',
    says: 'asking Pulumi what it would do (a minute or two)',
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
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true })
    // Pulumi writes the salt of the passphrase into it.
    if (text !== undefined) writeFileSync(file.path, text)
  }
}

function before(session: Session): Step[] {
  const { pin } = session.options
  return [
    ...(pin ? [pinStep(session)] : []),
    ...[checkStep(session), accountStep(session), namesStep(session)],
    ...[toolsStep(session), packStep(session)],
  ]
}

function pinStep(session: Session): Step {
  const { world, options, file } = session
  return {
    name: 'pins',
    isQuiet: true,
    says: `fetching the key of Grafana's packages, where ${file.name} names none`,
    run: async () => {
      const lines = 'problems' in file.read ? [] : await writePins(world, file.path)
      if (options.json) tell(world, true, { pins: lines })
      else for (const line of lines) world.err(`  ${line}\n`)
      session.file = readStackFile(world.project, options.stack)
      if (lines.length === 0) return 'nothing is missing'
      return `written into ${file.name}; commit it`
    },
  }
}

/** Where there is a link, into `.deploy`: without secrets, it names where they are. */
function writeCityEnd(
  world: World,
  stack: string,
  config: StackConfig | undefined,
  outputs: Outputs,
): string | undefined {
  const text = textOf(outputs, 'cityConfiguration')
  if (text === undefined || config === undefined || config.link.type === 'none') return undefined
  const file = `.deploy/${stack}.city-end.txt`
  makeFolder(join(world.project, '.deploy'))
  writeFileSync(join(world.project, file), text)
  return file
}

function minutes(ms: number): string {
  return `${(ms / 60_000).toFixed(0)} min`
}

function packStep(session: Session): Step {
  const { world } = session
  return {
    name: 'pack',
    isQuiet: true,
    says: 'packing the release (10 to 30 s)',
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
