// Stand-ins for the commands `pulumi` and `aws`: they keep what they were called with and answer as their manuals say.
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A call as it came: its words without those that say how to print, and the environment that matters. */
export interface Call {
  readonly tool: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What a tool does other than usual, by the first two words of its call: `stack select`. */
export interface Answer {
  readonly code?: number
  readonly stdout?: string
  readonly stderr?: string
  /** Goes on until a signal comes, then ends with this code. */
  readonly until?: number
}

export interface FakeTools {
  /** For PATH. */
  readonly folder: string
  calls(): Call[]
  /** `aws s3api create-bucket`, ... in their order. */
  names(): string[]
  answer(answers: Readonly<Record<string, Answer>>): void
}

/** Two scripts in `room`/tools; what they made (a bucket, a key) is kept in `room` for the next call. */
export function makeFakeTools(room: string, tools: readonly ('pulumi' | 'aws')[]): FakeTools {
  const folder = join(room, 'tools')
  mkdirSync(folder, { recursive: true })
  const calls = join(room, 'calls.ndjson')
  const answers = join(room, 'answers.json')
  writeFileSync(answers, '{}')
  appendFileSync(calls, '')
  for (const tool of tools) {
    const text = `#!${process.execPath}\n(${fake.toString()})(${JSON.stringify({ tool, room, calls, answers })})\n`
    writeFileSync(join(folder, tool), text.replace('__usual', `(${usual.toString()})`), {
      mode: 0o755,
    })
  }
  const read = () =>
    readFileSync(calls, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Call)
  return {
    folder,
    calls: read,
    names: () => read().map(({ tool, args }) => [tool, ...args.slice(0, 2)].join(' ')),
    answer: (given) => writeFileSync(answers, JSON.stringify(given)),
  }
}

interface Setting {
  readonly tool: string
  readonly room: string
  readonly calls: string
  readonly answers: string
}

declare const __usual: typeof usual

/** Runs in a process of its own, from its text: nothing of this file is there. */
function fake({ tool, room, calls, answers }: Setting): void {
  const fs = process.getBuiltinModule('node:fs')
  const path = process.getBuiltinModule('node:path')
  const args = process.argv.slice(2)
  const names = /^(PULUMI_|AWS_)/
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name)))
  fs.appendFileSync(calls, `${JSON.stringify({ tool, args, env })}\n`)
  const name = args.slice(0, 2).join(' ')
  const all = JSON.parse(fs.readFileSync(answers, 'utf8')) as Record<string, Answer>
  const answer = all[name] ?? all[args[0] ?? ''] ?? __usual(tool, args, path.join(room, 'made'), fs)
  process.stdout.write(answer.stdout ?? '')
  process.stderr.write(answer.stderr ?? '')
  const { until } = answer
  if (until === undefined) {
    process.exitCode = answer.code ?? 0
    return
  }
  let signals = 0
  const hold = setInterval(() => {}, 1000)
  process.on('SIGINT', () => {
    signals++
    fs.appendFileSync(
      calls,
      `${JSON.stringify({ tool, args: ['SIGINT', String(signals)], env: {} })}\n`,
    )
    clearInterval(hold)
    setTimeout(() => process.exit(until), 200)
  })
  fs.appendFileSync(calls, `${JSON.stringify({ tool, args: ['waits'], env: {} })}\n`)
}

/** An account without bucket and key at first; AWS CLI version 2 ends with 254 where the service refuses. */
function usual(
  tool: string,
  args: readonly string[],
  made: string,
  fs: typeof import('node:fs'),
): Answer {
  const keep = (what: string) => fs.appendFileSync(made, `${what}\n`)
  const has = (what: string) =>
    fs.existsSync(made) && fs.readFileSync(made, 'utf8').includes(`${what}\n`)
  const arn = 'arn:aws:kms:ap-southeast-3:111122223333:key/0a1b'
  const key = JSON.stringify({ KeyMetadata: { Arn: arn, KeyState: 'Enabled' } })
  const name = args.slice(0, 2).join(' ')
  if (tool === 'pulumi') {
    if (args[0] === 'version') return { stdout: 'v3.265.0\n' }
    if (name === 'stack output')
      return { stdout: '{"grafanaUrl":"https://grafana.city.example","edges":2}\n' }
    if (name === 'stack export') return { stdout: '{"version":3,"deployment":{"resources":[]}}\n' }
    return {}
  }
  switch (name) {
    case 'sts get-caller-identity':
      return {
        stdout:
          '{"UserId":"A","Account":"111122223333","Arn":"arn:aws:iam::111122223333:user/noc"}\n',
      }
    case 's3api head-bucket':
      return has('bucket')
        ? { stdout: '{"BucketRegion":"ap-southeast-3"}\n' }
        : {
            code: 254,
            stderr: '\nAn error occurred (404) when calling the HeadBucket operation: Not Found\n',
          }
    case 's3api create-bucket':
      keep('bucket')
      return { stdout: '{"Location":"/"}\n' }
    case 'kms describe-key':
      if (has(args.includes('alias/ronda-state') ? 'alias' : 'key')) return { stdout: key }
      return {
        code: 254,
        stderr: '\nAn error occurred (NotFoundException) when calling the DescribeKey operation\n',
      }
    case 'kms create-key':
      keep('key')
      return { stdout: key }
    case 'kms create-alias':
      keep('alias')
      return {}
    case 'resourcegroupstaggingapi get-resources':
      return {
        stdout: JSON.stringify({
          ResourceTagMappingList: has('key') ? [{ ResourceARN: arn }] : [],
        }),
      }
    default:
      return {}
  }
}
