// A network namespace of one's own: loopback up, ICMP limits off, addresses that can be made silent.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** What a command in the namespace gave. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * A namespace. Every address of 127.0.0.0/8 answers in it until `setDead` silences it: the echo request is dropped on
 * its way in (on the way out the sender would get EPERM, which is not silence).
 */
export interface Netns {
  readonly name: string
  /** Words to put before a command: `[...ns.prefix, 'fping', ...]`. */
  readonly prefix: readonly string[]
  /** Runs a command to its end. Output is kept up to 256 MB. */
  run(command: string, args: readonly string[], input?: string): Ran
  /** Starts a command and gives the child; it is the caller's to end. */
  spawn(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess
  /** Silences exactly these addresses from now on, IPv4 and IPv6 mixed; an empty list lets all speak again. */
  setDead(addresses: readonly string[]): void
  /** Sets one sysctl in the namespace: `net.ipv4.ping_group_range`, `1 0`. */
  sysctl(name: string, value: string): void
  /** Removes it. Whoever still runs in it keeps a namespace without a name. */
  remove(): void
}

/**
 * Words to put before a command so that it runs without any capability (CAP_NET_RAW included), whoever owns the
 * checkout; the group stays 0, so `ping_group_range` decides whether it may ping.
 */
export const WITHOUT_PRIVILEGE: readonly string[] = [
  'setpriv',
  '--bounding-set=-all',
  '--inh-caps=-all',
  '--no-new-privs',
]

const SYSCTLS = {
  'net.ipv4.icmp_ratelimit': '0',
  'net.ipv4.icmp_ratemask': '0',
  'net.ipv4.ping_group_range': '0 2147483647',
}
const SYSCTLS6 = { 'net.ipv6.icmp.ratelimit': '0' }

/** False where this kernel has IPv6 switched off. */
export function hasIPv6(): boolean {
  return existsSync('/proc/sys/net/ipv6')
}

const ELEMENTS_PER_LINE = 1000
const OUTPUT_BYTES = 256 << 20
let made = 0

/** Makes a namespace named after this process, so that parallel runs do not clash. Needs root, `ip` and `nft`. */
export function makeNetns(label = 'rig'): Netns {
  made++
  const name = `ronda-${label}-${process.pid}-${made}`
  must('ip', ['netns', 'add', name])
  const prefix = ['ip', 'netns', 'exec', name]
  const run = (command: string, args: readonly string[], input?: string): Ran =>
    runHere('ip', [...prefix.slice(1), command, ...args], input)
  const mustRun = (command: string, args: readonly string[], input?: string): void => {
    const ran = run(command, args, input)
    if (ran.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.stderr.trim()}`)
  }
  const sysctl = (key: string, value: string): void =>
    mustRun('sysctl', ['-q', '-w', `${key}=${value}`])

  try {
    mustRun('ip', ['link', 'set', 'lo', 'up'])
    const wanted = hasIPv6() ? { ...SYSCTLS, ...SYSCTLS6 } : SYSCTLS
    for (const [key, value] of Object.entries(wanted)) sysctl(key, value)
    mustRun('nft', ['-f', '-'], RULES)
  } catch (error) {
    runHere('ip', ['netns', 'delete', name])
    throw error
  }
  return {
    name,
    prefix,
    run,
    sysctl,
    spawn: (command, args, options) =>
      spawn('ip', [...prefix.slice(1), command, ...args], options ?? {}),
    setDead: (addresses) => mustRun('nft', ['-f', '-'], elements(addresses)),
    remove: () => {
      runHere('ip', ['netns', 'delete', name])
    },
  }
}

const RULES = `table inet estate {
  set dead4 { type ipv4_addr; }
  set dead6 { type ipv6_addr; }
  chain in {
    type filter hook input priority 0;
    icmp type echo-request ip daddr @dead4 drop
    icmpv6 type echo-request ip6 daddr @dead6 drop
  }
}
`

function elements(addresses: readonly string[]): string {
  const lines = ['flush set inet estate dead4', 'flush set inet estate dead6']
  for (const [set, list] of [
    ['dead4', addresses.filter((address) => !address.includes(':'))],
    ['dead6', addresses.filter((address) => address.includes(':'))],
  ] as const) {
    for (let i = 0; i < list.length; i += ELEMENTS_PER_LINE) {
      const part = list.slice(i, i + ELEMENTS_PER_LINE).join(',')
      lines.push(`add element inet estate ${set} { ${part} }`)
    }
  }
  return `${lines.join('\n')}\n`
}

function runHere(command: string, args: readonly string[], input?: string): Ran {
  const ran = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES,
    ...(input === undefined ? {} : { input }),
  })
  return { code: ran.status ?? -1, stdout: ran.stdout ?? '', stderr: ran.stderr ?? '' }
}

function must(command: string, args: readonly string[]): void {
  const ran = runHere(command, args)
  if (ran.code !== 0) throw new Error(`${command} ${args.join(' ')}: ${ran.stderr.trim()}`)
}
