// Takes a stack away: servers and what stands between them; data only where it is asked for twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RondaError } from '../../fleet/error.ts'
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
} from './session.ts'
import { withoutProtection } from './stack-file.ts'
import { readState } from './state.ts'
import { runSteps, type Step, tell } from './steps.ts'
import type { World } from './world.ts'

/** Throws RondaError, ToolFailed, Interrupted. */
export async function destroy(world: World, options: Options): Promise<number> {
  const { stack, json, yes, dataToo, state } = options
  if (!yes && !world.tty) {
    throw new RondaError('RND_USAGE', 'nobody sits here who could say yes to it', {
      remedy: 'add --yes',
    })
  }
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
  if (dataToo) await confirmTwice(world, options)
  const first = [accountStep(session), toolsStep(session), stateStep(session), selectStep(session)]
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

/** Data is told to be kept in the state itself: only a run of the program without protection changes that. */
function releaseStep(session: Session): Step {
  const { stack } = session.options
  return {
    name: 'release',
    says: 'taking the protection from the data',
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'ronda-destroy-'))
      try {
        const path = join(folder, `Pulumi.${stack}.yaml`)
        writeFileSync(path, withoutProtection(session.file.path), { mode: 0o600 })
        await pulumi(session, ['up', '--stack', stack, '--config-file', path, '--yes'])
        return 'nothing is protected any more'
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    },
  }
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

interface Exported {
  readonly deployment: {
    readonly resources?: readonly {
      readonly type: string
      readonly id?: string
      readonly custom?: boolean
      readonly protect?: boolean
    }[]
  }
}

/** What is left in the account, and what it costs there. */
function keptStep(session: Session): Step {
  const { world, options } = session
  return {
    name: 'kept',
    says: 'looking what stays',
    run: async () => {
      const state = (await askPulumi(session, [
        'stack',
        'export',
        '--stack',
        options.stack,
      ])) as Exported
      const kept = (state.deployment.resources ?? []).flatMap(({ type, id, custom, protect }) =>
        custom && protect ? [{ type, id: id ?? '' }] : [],
      )
      if (kept.length === 0) return 'nothing stays'
      if (options.json) tell(world, true, { kept })
      else for (const { type, id } of kept) world.err(`  stays: ${type} ${id}\n`)
      return `${kept.length} resources with data stay${await keptCost(session)}; deploy takes them up again, --data-too takes them away`
    },
  }
}

/** A stack whose estate is gone can be taken away all the same: then nothing is said of the cost. */
async function keptCost({ world, file }: Session): Promise<string> {
  const checked = await world.check(file).catch(() => undefined)
  if (checked === undefined || checked.problems.length > 0) return ''
  return `, about $${checked.keptUsd.toFixed(0)} a month`
}
