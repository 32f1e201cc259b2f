// Takes a stack away: servers and what stands between them; data only where it is asked for twice.
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
import { rememberArtefact } from '../artefact/latest.ts'
import { keptOf, protectedUrns, readResources } from './kept.ts'
import type { Options } from './options.ts'
import {
  accountStep,
  checkStep,
  openSession,
  pulumi,
  type Session,
  stateStep,
  toolsStep,
} from './session.ts'
import { withoutProtection } from './stack-file.ts'
import { readState } from './state.ts'
import { runSteps, type Step, tell } from './steps.ts'
import type { World } from './world.ts'

/** Throws RondaError, ToolFailed, Interrupted. */
export async function destroy(world: World, options: Options): Promise<number> {
  const { stack, json, yes, dataToo, state } = options
  const session = openSession(world, options)
  if (state === undefined && readState(world.project, stack) === undefined) {
    throw new RondaError(
      'RND_CONFIG_MISSING',
      `nothing is known here of a deployed stack ${stack}`,
      {
        remedy: `.deploy/${stack}.json says where its state is: get it from who deployed, or name the state by --state`,
      },
    )
  }
  if (session.file.region === '') {
    throw new RondaError('RND_CONFIG_INVALID', `${session.file.name} names no aws:region`, {
      remedy: 'write the region that the stack was deployed to',
    })
  }
  if (!yes && !world.tty) {
    throw new RondaError('RND_USAGE', 'nobody sits here who could say yes to it', {
      remedy: 'add --yes',
    })
  }
  if (dataToo) await confirmTwice(world, options)
  const first = [accountStep(session), toolsStep(session), stateStep(session), findStep(session)]
  const steps = dataToo
    ? [checkStep(session), ...first, releaseStep(session), destroyStep(session, [])]
    : [...first, destroyStep(session, ['--exclude-protected']), keptStep(session)]
  await runSteps(world, json, steps)
  if (dataToo && !json) {
    world.err(
      `The empty state of ${stack} stays, and keys can be brought back for their waiting time (AWS: 7 to 30 days).\n`,
    )
  }
  return 0
}

async function confirmTwice(world: World, { stack, confirm }: Options): Promise<void> {
  const typed =
    confirm ??
    (world.tty
      ? await world.ask(
          `All history, evidence and backups of ${stack} go and cannot be brought back. Type its name: `,
        )
      : undefined)
  if (typed === stack) return
  throw new RondaError('RND_USAGE', 'nothing was taken away: the name is not that of the stack', {
    remedy: `type ${stack}, or give --confirm ${stack}; without --data-too data stays`,
  })
}

/** Unlike a deployment it makes no stack: one that is not in the state cannot be taken away. */
function findStep(session: Session): Step {
  const { stack } = session.options
  return {
    name: 'stack',
    says: `looking for the stack ${stack} in it`,
    run: async () => {
      await pulumi(session, ['stack', 'select', stack])
      return stack
    },
  }
}

/**
 * Data is told to be kept in the state itself, and some of it in AWS: only a run of the program without protection changes
 * both. It is aimed at just that: what a destroy before took away is not made again, and no release is needed.
 */
function releaseStep(session: Session): Step {
  const { stack } = session.options
  return {
    name: 'release',
    says: 'taking the protection from the data',
    run: async () => {
      const urns = protectedUrns(await readResources(session))
      if (urns.length === 0) return 'nothing is protected'
      const folder = mkdtempSync(join(tmpdir(), 'ronda-destroy-'))
      try {
        const path = join(folder, `Pulumi.${stack}.yaml`)
        writeFileSync(path, withoutProtection(session.file.path), { mode: 0o600 })
        const env = { ...session.env, RONDA_DIST: noRelease(folder, session) }
        const targets = urns.flatMap((urn) => ['--target', urn])
        const up = ['up', '--stack', stack, '--config-file', path, '--yes', ...targets]
        await pulumi({ ...session, env }, up)
        return `${urns.length} resources are not protected any more`
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
}

/** The program wants a release to name; this one reaches no machine. */
function noRelease(folder: string, { checked }: Session): string {
  const path = join(folder, 'no-release.tar.gz')
  writeFileSync(path, '')
  const sha256 = createHash('sha256').digest('hex')
  const { arch = 'x64' } = checked ?? {}
  rememberArtefact(folder, { path, sha256, version: '0.0.0-none', arch, bytes: 0 })
  return folder
}

function destroyStep(session: Session, more: readonly string[]): Step {
  const { stack, yes } = session.options
  return {
    name: 'destroy',
    says: 'taking it away',
    run: async () => {
      await pulumi(session, ['destroy', '--stack', stack, ...more, ...(yes ? ['--yes'] : [])])
      return 'done'
    },
  }
}

/** What is left in the account, and what it costs there. */
function keptStep(session: Session): Step {
  const { world, options } = session
  return {
    name: 'kept',
    says: 'looking what stays',
    run: async () => {
      const { kept, beside } = keptOf(await readResources(session))
      if (kept.length + beside === 0) return 'nothing stays'
      const monthlyUsd = await keptUsd(session)
      if (options.json) tell(world, true, { kept, beside, monthlyUsd: monthlyUsd ?? null })
      else for (const { kind, name, id } of kept) world.err(`  stays: ${name} (${kind}) ${id}\n`)
      const cost =
        monthlyUsd === undefined
          ? 'their cost is not known, for the configuration or the estate cannot be read'
          : `about $${monthlyUsd.toFixed(0)} a month`
      return `${kept.length} with data and ${beside} that these need stay, ${cost}; deploy takes them up again, --data-too takes them away`
    },
  }
}

/** A stack whose estate is gone can be taken away all the same: then nothing is said of the cost. */
async function keptUsd({ world, file }: Session): Promise<number | undefined> {
  const checked = await world.check(file).catch(() => undefined)
  return checked === undefined || checked.problems.length > 0 ? undefined : checked.keptUsd
}
