// `ronda ping`: one sweep over a list of targets, or one after the other.
import { readFileSync } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { RondaError } from '../../fleet/error.ts'
import { formatProblem, type Problem } from '../../fleet/problem.ts'
import type { AddressList } from '../../probes/icmp/address-list.ts'
import type { EchoSocket } from '../../probes/icmp/echo-socket.ts'
import { openEchoSocket } from '../../probes/icmp/open.ts'
import { sweep } from '../../probes/icmp/sweep.ts'
import type { Arguments, Command, CommandContext } from '../command.ts'
import { makeBar } from '../ping/bar.ts'
import { type NameOf, printTargets, summaryForPeople, summaryOf } from '../ping/report.ts'
import { readTargets, type Source, twiceProblems } from '../ping/targets.ts'
import { type PingWords, readWords } from '../ping/words.ts'

export const command: Command = {
  name: 'ping',
  summary: 'ping a list of targets once, or again and again',
  usage: '[--targets FILE] [options] [ADDRESS...]',
  example:
    'ronda ping 127.0.0.1 127.0.0.2\n' +
    '127.0.0.1                                alive  0.05 ms\n' +
    '127.0.0.2                                alive  0.04 ms\n' +
    '2 targets: 2 alive, 0 dead ...',
  options: {
    targets: {
      type: 'string',
      value: 'FILE',
      help: 'one address or host name a line, # begins a comment; - reads stdin',
    },
    rate: {
      type: 'string',
      value: 'N',
      help: 'packets a second, at most 50000; 0 is unpaced',
      default: '20000',
    },
    timeout: {
      type: 'string',
      value: '1s',
      help: 'an echo counts as lost after this long',
      default: '1s',
    },
    retries: {
      type: 'string',
      value: 'N',
      help: 'further echoes to a silent target, 0 to 7',
      default: '1',
    },
    interval: { type: 'string', value: '10s', help: 'sweep again and again, this often' },
    count: {
      type: 'string',
      value: 'N',
      help: 'with --interval: so many sweeps (else until Ctrl-C)',
    },
    kind: {
      type: 'string',
      value: 'KIND',
      help: 'auto, raw, dgram or net-ping',
      default: 'auto',
    },
    summary: { type: 'boolean', help: 'print nothing but the summary' },
    trace: { type: 'boolean', help: 'show the routers on the way to one ADDRESS instead' },
  },
  positionals: [0, Infinity],
  run,
}

interface Listed {
  readonly list: AddressList
  readonly nameOf: NameOf
}

async function run(args: Arguments, context: CommandContext): Promise<number> {
  if (args.values['trace'] === true) {
    const { trace } = await import('../ping/trace.ts')
    return await trace(args, context)
  }
  const words = readWords(args.values)
  const listed = await listTargets(args, context)
  if (context.signal.aborted) {
    return interrupted(0, 'problems' in listed ? 0 : listed.list.count, context)
  }
  if ('problems' in listed) return tell(listed.problems, context)
  const socket = await openEchoSocket(listed.list, { kind: words.kind })
  if (!context.json) for (const limit of socket.limits) context.err(`${socket.kind}: ${limit}\n`)
  try {
    return await sweepAll(socket, listed, words, context)
  } finally {
    socket.close()
  }
}

async function listTargets(
  args: Arguments,
  context: CommandContext,
): Promise<Listed | { readonly problems: readonly Problem[] }> {
  const sources = await sourcesOf(args, context.signal)
  const targets = readTargets(sources)
  let list: AddressList
  let names: ReadonlyMap<number, string> = new Map()
  let { where } = targets
  const problems = [...targets.problems]
  if (targets.names.length > 0) {
    const { resolveNames } = await import('../ping/resolve.ts')
    const resolved = await resolveNames(targets, context.signal)
    ;({ list, names, where } = resolved)
    problems.push(...resolved.problems)
  } else list = targets.builder.build()
  problems.push(...twiceProblems(list, where))
  if (list.count === 0 && problems.length === 0) {
    problems.push(
      ...sources.map(({ file }) => ({
        file,
        line: 0,
        what: 'it names no target',
        remedy: 'write one address or host name on each line',
      })),
    )
  }
  if (problems.length > 0) return { problems }
  return { list, nameOf: (index) => names.get(index) ?? list.text(index) }
}

async function sourcesOf(args: Arguments, signal: AbortSignal): Promise<Source[]> {
  const sources: Source[] = []
  const file = args.values['targets']
  if (typeof file === 'string') {
    try {
      if (file === '-') sources.push({ file: 'stdin', bytes: await readStdin(signal) })
      else sources.push({ file, bytes: readFileSync(file) })
    } catch (error) {
      throw new RondaError('RND_USAGE', `--targets ${file} cannot be read: ${codeOf(error)}`, {
        remedy: 'give a text file with one address or host name on each line',
        cause: error,
      })
    }
  }
  if (args.positionals.length > 0) {
    const bytes = new TextEncoder().encode(args.positionals.join('\n'))
    sources.push({ file: 'arguments', bytes })
  }
  if (sources.length === 0) {
    throw new RondaError('RND_USAGE', 'ronda ping: nobody to ping', {
      remedy: 'give addresses, or --targets FILE with one on each line',
    })
  }
  return sources
}

/** What came until its end, or until the signal. */
async function readStdin(signal: AbortSignal): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of addAbortSignal(signal, process.stdin))
      chunks.push(chunk as Uint8Array)
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return Buffer.concat(chunks)
}

function tell(problems: readonly Problem[], context: CommandContext): number {
  const message = `${problems.length} of the targets cannot be used; nothing was pinged`
  if (context.json) {
    const error = { code: 'RND_ADDRESS_INVALID', message, problems }
    context.out(`${JSON.stringify({ error })}\n`)
  } else {
    context.err(`${problems.map(formatProblem).join('\n')}\nronda: ${message}\n`)
  }
  return 2
}

async function sweepAll(
  socket: EchoSocket,
  { list, nameOf }: Listed,
  words: PingWords,
  context: CommandContext,
): Promise<number> {
  const { signal, json } = context
  const bar = context.tty ? makeBar(context.err) : undefined
  const isIPv6 = (index: number): boolean => list.isIPv6(index)
  let bad = false
  for (let number = 1; number <= words.count; number++) {
    const started = performance.now()
    const result = await sweep(socket, list.count, {
      timeoutMs: words.timeoutMs,
      retries: words.retries,
      packetsPerSecond: words.rate,
      epoch: number,
      signal,
      ...(bar ? { onProgress: bar.show } : {}),
    })
    bar?.clear()
    if (!words.summary) printTargets(result, socket, nameOf, isIPv6, json, context.out)
    const summary = summaryOf(result, socket, number)
    context.out(json ? `${JSON.stringify(summary)}\n` : summaryForPeople(summary))
    if (result.dead + result.refused + result.unsendable > 0) bad = true
    // What was found whole is found, even where nobody reads it any more.
    const whole = result.undecided === 0 && number === words.count
    if (signal.aborted && !whole) {
      return interrupted(list.count - result.undecided, list.count, context)
    }
    if (number < words.count && words.intervalMs !== undefined) {
      await rest(words.intervalMs - (performance.now() - started), signal)
      if (signal.aborted) return interrupted(list.count, list.count, context)
    }
  }
  return bad ? 1 : 0
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  if (ms > 0) await wait(ms, undefined, { signal }).catch(() => {})
}

function interrupted(kept: number, count: number, context: CommandContext): number {
  context.err(`interrupted: what was found of ${kept} of ${count} targets is printed above\n`)
  return 130
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
