// Finds the command that was meant, checks its words, runs it, and turns whatever happens into an exit code.
import { parseArgs } from 'node:util'
import { messageOf, RondaError } from '../fleet/error.ts'
import { didYouMean } from '../fleet/suggest.ts'
import type { Command, CommandContext } from './command.ts'
import { commandHelp, groupHelp, groupLines, overview } from './help.ts'
import { Pipe } from './pipe.ts'

/** A command loads only when it is asked for: `ronda ping` must not pay for the console. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  run: () => import('./commands/run.ts'),
  init: () => import('./commands/init.ts'),
  check: () => import('./commands/check.ts'),
  'fleet check': () => import('./commands/fleet-check.ts'),
  ping: () => import('./commands/ping.ts'),
  probe: () => import('./commands/probe.ts'),
  fit: () => import('./commands/fit.ts'),
  status: () => import('./commands/status.ts'),
  incidents: () => import('./commands/incidents.ts'),
  why: () => import('./commands/why.ts'),
  suspend: () => import('./commands/suspend.ts'),
  resume: () => import('./commands/resume.ts'),
  maintenance: () => import('./commands/maintenance.ts'),
  ack: () => import('./commands/ack.ts'),
  audit: () => import('./commands/audit.ts'),
  'alerts test': () => import('./commands/alerts-test.ts'),
  'store status': () => import('./commands/store-status.ts'),
  'store replay': () => import('./commands/store-replay.ts'),
  'store dead-letters': () => import('./commands/store-dead-letters.ts'),
  'store init': () => import('./commands/store-init.ts'),
  'render grafana': () => import('./commands/render-grafana.ts'),
  'render systemd': () => import('./commands/render-systemd.ts'),
  doctor: () => import('./commands/doctor.ts'),
}

const BUILT_IN = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
} as const

const INTERRUPTED = 130
/** What a shell says of a command that wrote to a closed pipe: 128 + SIGPIPE. */
const SIGPIPE = 141
const READER_LEFT = 'the reader of the results went away'

await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  const interrupted = new AbortController()
  // `ronda ping ... | head`: a command without results to give ends, with its own code where it has one.
  const out = new Pipe(1, () => interrupted.abort(READER_LEFT))
  // `ronda run 2>&1 | head`: the log is lost, the round goes on.
  const err = new Pipe(2, () => {})
  let signals = 0
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      signals++
      if (signals > 1) process.exit(INTERRUPTED)
      interrupted.abort(name)
    })
  }
  const context: CommandContext = {
    json: argv.includes('--json'),
    out: (text) => out.write(text),
    err: (text) => err.write(text),
    tty: process.stderr.isTTY === true,
    signal: interrupted.signal,
  }
  let code: number
  try {
    code = await dispatch(argv, context)
  } catch (error) {
    code = explain(error, context)
  }
  process.exit(code === INTERRUPTED && interrupted.signal.reason === READER_LEFT ? SIGPIPE : code)
}

async function dispatch(argv: readonly string[], context: CommandContext): Promise<number> {
  const words = argv.filter((word) => !word.startsWith('-'))
  const name = [words.slice(0, 2).join(' '), words[0] ?? ''].find((n) => Object.hasOwn(COMMANDS, n))
  const load = name === undefined ? undefined : COMMANDS[name]
  if (name === undefined || load === undefined) {
    if (words.length === 0) return await beforeAnyCommand(argv, context)
    const group = Object.keys(COMMANDS).filter((known) => known.startsWith(`${words[0]} `))
    if (group.length > 0) return await inGroup(words, group, argv, context)
    const close =
      didYouMean(words.slice(0, 2).join(' '), Object.keys(COMMANDS)) ??
      didYouMean(words[0] ?? '', Object.keys(COMMANDS))
    throw new RondaError('RND_USAGE', `unknown command "${words[0]}"`, {
      remedy: close
        ? `did you mean "ronda ${close}"? All commands: ronda --help`
        : 'all commands: ronda --help',
    })
  }
  const { command } = await load()
  const rest = without(argv, name.split(' '))
  const { values, positionals } = parse(command, rest)
  if (values['help'] === true) {
    context.out(commandHelp(command))
    return 0
  }
  const [least, most] = command.positionals
  if (positionals.length < least || positionals.length > most) {
    throw new RondaError(
      'RND_USAGE',
      `ronda ${name}: ${positionals.length < least ? 'something is missing' : `"${positionals[most]}" is one word too many`}`,
      {
        remedy: `usage: ronda ${name} ${command.usage}`,
      },
    )
  }
  return await command.run({ values, positionals }, context)
}

/** `ronda store`, or `ronda store` with a word that none of its commands has; `names` are those that it has. */
async function inGroup(
  words: readonly string[],
  names: readonly string[],
  argv: readonly string[],
  context: CommandContext,
): Promise<number> {
  const [group = '', second] = words
  const commands = (await loadAll()).filter(({ name }) => names.includes(name))
  if (second === undefined && (argv.includes('--help') || argv.includes('-h'))) {
    context.out(groupHelp(group, commands))
    return 0
  }
  const what =
    second === undefined
      ? `ronda ${group}: one more word is missing`
      : `unknown command "${group} ${second}"`
  const close = second === undefined ? undefined : didYouMean(`${group} ${second}`, names)
  throw new RondaError('RND_USAGE', what, {
    remedy: close
      ? `did you mean "ronda ${close}"? All of them: ronda ${group} --help`
      : ['one of these:', ...groupLines(commands)].join('\n'),
  })
}

async function beforeAnyCommand(argv: readonly string[], context: CommandContext): Promise<number> {
  const known = ['--help', '-h', '--version', '--json']
  const unknown = argv.find((word) => !known.includes(word))
  if (unknown !== undefined) {
    throw new RondaError('RND_USAGE', `unknown option ${unknown}`, {
      remedy: 'all commands and options: ronda --help',
    })
  }
  if (argv.includes('--version')) {
    const { default: own } = await import('../package.json', { with: { type: 'json' } })
    context.out(`${own.version}\n`)
    return 0
  }
  const text = overview(await loadAll())
  if (argv.length === 0) {
    context.err(text)
    return 2
  }
  context.out(text)
  return 0
}

function loadAll(): Promise<Command[]> {
  return Promise.all(Object.values(COMMANDS).map(async (load) => (await load()).command))
}

function parse(command: Command, args: string[]) {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short }]) => [
      name,
      short ? { type, short } : { type },
    ]),
  )
  try {
    const parsed = parseArgs({
      args: withNegativeValues(args, command),
      options: { ...options, ...BUILT_IN },
      allowPositionals: true,
      strict: true,
    })
    const defaults = Object.entries(command.options).flatMap(([name, option]) =>
      option.default === undefined ? [] : [[name, option.default] as const],
    )
    const values: Record<string, string | boolean | undefined> = {
      ...Object.fromEntries(defaults),
      ...(parsed.values as Record<string, string | boolean | undefined>),
    }
    return { values, positionals: parsed.positionals }
  } catch (error) {
    const flag = /'(?:-\w, )?(-[^' ]*)/.exec(messageOf(error))?.[1] ?? ''
    const name = flag.replace(/^-+/, '')
    const known = Object.hasOwn(command.options, name)
    const close = known ? undefined : didYouMean(name, Object.keys(command.options))
    const wants = command.options[name]?.value
    const what = known
      ? `${flag} ${wants ? `wants a value: ${flag} ${wants}` : 'takes no value'}`
      : firstSentence(messageOf(error))
    throw new RondaError('RND_USAGE', `ronda ${command.name}: ${what}`, {
      remedy: close
        ? `did you mean --${close}? All options: ronda ${command.name} --help`
        : `all options: ronda ${command.name} --help`,
      cause: error,
    })
  }
}

function explain(error: unknown, context: CommandContext): number {
  if (error instanceof RondaError) {
    if (context.json) {
      const { code, message, remedy } = error
      context.out(
        `${JSON.stringify({ error: { code, message, ...(remedy ? { remedy } : {}) } })}\n`,
      )
    } else {
      const says = error.message.startsWith('ronda ') ? error.message : `ronda: ${error.message}`
      context.err(`${says}\n${error.remedy ? `Remedy: ${error.remedy}\n` : ''}`)
    }
    return 2
  }
  context.err(
    `ronda: this is a fault in Ronda itself, please report it:\n${error instanceof Error ? error.stack : String(error)}\n`,
  )
  return 70
}

function without(argv: readonly string[], words: readonly string[]): string[] {
  const left = [...words]
  return argv.filter((word) => {
    if (left[0] !== word) return true
    left.shift()
    return false
  })
}

/** `--rate -1` as `--rate=-1`: the command then says what is wrong with -1, which node:util takes for an option. */
function withNegativeValues(args: readonly string[], command: Command): string[] {
  const joined: string[] = []
  for (const word of args) {
    const before = joined.at(-1) ?? ''
    const takesValue = command.options[before.slice(2)]?.type === 'string'
    if (before.startsWith('--') && takesValue && /^-\d/.test(word)) {
      joined[joined.length - 1] = `${before}=${word}`
    } else joined.push(word)
  }
  return joined
}

function firstSentence(text: string): string {
  return text.split('. ')[0] ?? text
}
