// A stand-in for Pulumi's engine on the loopback: runs a whole program by the real language host and keeps what it registers.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as grpc from '@grpc/grpc-js'
import { EngineService } from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import engine from '@pulumi/pulumi/proto/engine_pb.js'
import { ResourceMonitorService } from '@pulumi/pulumi/proto/resource_grpc_pb.js'
import resource from '@pulumi/pulumi/proto/resource_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import struct from 'google-protobuf/google/protobuf/struct_pb.js'
import { parse } from 'yaml'

export type Values = Readonly<Record<string, unknown>>

/** As the program asked for it; secrets among `inputs` are `{secret: value}`. */
export interface Registered {
  readonly urn: string
  readonly type: string
  readonly name: string
  readonly parent: string
  /** False for components. */
  readonly custom: boolean
  readonly inputs: Values
  readonly protect: boolean
  readonly retainOnDelete: boolean
  readonly deleteBeforeReplace: boolean
  readonly ignoreChanges: readonly string[]
  readonly replaceOnChanges: readonly string[]
  /** URNs, by hand or by what its inputs come from. */
  readonly dependencies: readonly string[]
}

export interface EngineRun {
  /** Exit of the program; 0 is fine. */
  readonly code: number | null
  readonly resources: readonly Registered[]
  /** Of the stack. */
  readonly outputs: Values
  /** What the program told the engine, errors with `error: ` before. */
  readonly told: readonly string[]
  /** What it wrote by itself. */
  readonly text: string
  readonly ms: number
  /** The most memory of the program's process, bytes; 0 where it ended before anybody looked. */
  readonly rssBytes: number
}

export interface EngineOptions {
  /** Folder of Pulumi.yaml. */
  readonly project: string
  /** Relative to it. */
  readonly entry: string
  readonly stack: string
  /** `ronda:domain`, ... as Pulumi gives them: text, objects as JSON. */
  readonly config: Readonly<Record<string, string>>
  /** As `pulumi preview`: outputs are not known. */
  readonly preview?: boolean
  /** What a resource has beside its inputs, by type; `id` and `arn` are made of its name where nothing is said. */
  readonly outputsOf?: (type: string, name: string, inputs: Values) => Values
  /**
   * Resources that are neither there nor made, as with `up --target` of others: they have no id and no outputs. Engines
   * of before 3.266 do not say so, and the program takes what it would be told for undefined.
   */
  readonly skips?: (type: string, name: string) => boolean
  /** Answers of functions such as aws:index/getRegion:getRegion. */
  readonly invoke?: (token: string, args: Values) => Values
  readonly env?: NodeJS.ProcessEnv
}

const SECRET = '4dabf18193072939515e22adb298388d'
const SECRET_VALUE = '1b47061264138c4ac30d75fd1eb44270'
const FEATURES = new Set(['secrets', 'resourceReferences'])
const LONGEST_MS = 60_000
const LOOK_EVERY_MS = 20
const host = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run/index.js')

/** The program, its language host and gRPC are Pulumi's own; nothing leaves the machine. */
export async function runProgram(options: EngineOptions): Promise<EngineRun> {
  const { stack, outputsOf = () => ({}), invoke = unknownFunction } = options
  const resources: Registered[] = []
  const told: string[] = []
  let root = ''
  let outputs: Values = {}
  const server = new grpc.Server()
  server.addService(ResourceMonitorService, {
    ...refusing(ResourceMonitorService),
    supportsFeature: unary<resource.SupportsFeatureRequest>((request) => {
      const answer = new resource.SupportsFeatureResponse()
      answer.setHassupport(FEATURES.has(request.getId()))
      return answer
    }),
    registerResource: unary<resource.RegisterResourceRequest>((request) => {
      const one = registered(request, stack)
      resources.push(one)
      const answer = new resource.RegisterResourceResponse()
      answer.setUrn(one.urn)
      const isKnown = !options.preview
      if (one.custom && options.skips?.(one.type, one.name)) {
        answer.setObject(struct.Struct.fromJavaScript({}))
        return answer
      }
      const more = isKnown && one.custom ? { arn: `arn:aws:test:::${one.name}` } : {}
      const known: Values = isKnown ? outputsOf(one.type, one.name, one.inputs) : {}
      if (one.custom && isKnown) answer.setId(String(known['id'] ?? `${one.name}-id`))
      answer.setObject(
        struct.Struct.fromJavaScript({ ...more, ...rawOf(request), ...known } as never),
      )
      return answer
    }),
    registerResourceOutputs: unary<resource.RegisterResourceOutputsRequest>((request) => {
      if (request.getUrn() === root) outputs = plain(request.getOutputs()?.toJavaScript() ?? {})
      return new empty.Empty()
    }),
    registerPackage: unary(() => {
      const answer = new resource.RegisterPackageResponse()
      answer.setRef('package')
      return answer
    }),
    signalAndWaitForShutdown: unary(() => new empty.Empty()),
    invoke: unary<resource.ResourceInvokeRequest>((request) => invoked(request, invoke)),
  })
  server.addService(EngineService, {
    ...refusing(EngineService),
    log: unary<engine.LogRequest>((request) => {
      const severity = request.getSeverity()
      const level = severity >= engine.LogSeverity.ERROR ? 'error: ' : ''
      if (severity > engine.LogSeverity.DEBUG) told.push(level + request.getMessage())
      return new empty.Empty()
    }),
    getRootResource: unary(() => {
      const answer = new engine.GetRootResourceResponse()
      answer.setUrn(root)
      return answer
    }),
    setRootResource: unary<engine.SetRootResourceRequest>((request) => {
      root = request.getUrn()
      return new engine.SetRootResourceResponse()
    }),
    requirePulumiVersion: unary(() => new engine.RequirePulumiVersionResponse()),
  })
  const port = await listen(server)
  try {
    const ran = await run(options, `127.0.0.1:${port}`)
    return { ...ran, resources, outputs, told }
  } finally {
    server.forceShutdown()
  }
}

async function run(
  { project, entry, stack, config, preview = false, env = {} }: EngineOptions,
  address: string,
): Promise<Pick<EngineRun, 'code' | 'text' | 'ms' | 'rssBytes'>> {
  const begun = performance.now()
  const name = Object.keys(config)[0]?.split(':')[0] ?? 'ronda'
  const child = spawn(
    process.execPath,
    [
      ...nodeArguments(project),
      host,
      ...['--monitor', address, '--engine', address, '--organization', 'test'],
      ...['--project', name, '--stack', stack, '--pwd', project, '--parallel', '16'],
      ...(preview ? ['--dry-run', 'true'] : []),
      entry,
    ],
    {
      cwd: project,
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: '[]',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
  }
  let rssBytes = 0
  const look = setInterval(() => {
    rssBytes = Math.max(rssBytes, peakOf(child.pid))
  }, LOOK_EVERY_MS)
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(look)
  clearTimeout(timer)
  return { code, text, ms: performance.now() - begun, rssBytes }
}

/** As Pulumi's language host takes them from Pulumi.yaml. */
function nodeArguments(project: string): string[] {
  const file = join(project, 'Pulumi.yaml')
  if (!existsSync(file)) return []
  const { runtime } = parse(readFileSync(file, 'utf8')) as {
    readonly runtime: { readonly options?: { readonly nodeargs?: string } }
  }
  return (runtime.options?.nodeargs ?? '').split(' ').filter((word) => word !== '')
}

/** The most that a process ever had, as Linux keeps it. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

function registered(request: resource.RegisterResourceRequest, stack: string): Registered {
  const [type, name] = [request.getType(), request.getName()]
  const parentType = request.getParent().split('::')[2]
  const isInStack = parentType === undefined || parentType === 'pulumi:pulumi:Stack'
  const qualified = isInStack ? type : `${parentType}$${type}`
  const by = request
    .getPropertydependenciesMap()
    .getEntryList()
    .flatMap(([, of]) => (of as unknown as { 0: readonly string[] })[0] ?? [])
  return {
    urn: `urn:pulumi:${stack}::ronda::${qualified}::${name}`,
    type,
    name,
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: plain(rawOf(request)),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    deleteBeforeReplace: request.getDeletebeforereplace(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    dependencies: [...new Set([...request.getDependenciesList(), ...by])],
  }
}

function rawOf(request: resource.RegisterResourceRequest): Record<string, unknown> {
  return (request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>
}

/** Secrets, which travel with a signature, as `{secret: value}`. */
function plain(values: object): Values {
  return JSON.parse(JSON.stringify(values), (_, value: unknown) => {
    const isSecret = typeof value === 'object' && value !== null && Object.hasOwn(value, SECRET)
    return isSecret && (value as Values)[SECRET] === SECRET_VALUE
      ? { secret: (value as Values)['value'] }
      : value
  }) as Values
}

function invoked(
  request: resource.ResourceInvokeRequest,
  answerTo: NonNullable<EngineOptions['invoke']>,
) {
  const answer = new resource.ResourceInvokeResponse()
  const args = (request.getArgs()?.toJavaScript() ?? {}) as Values
  answer.setReturn(struct.Struct.fromJavaScript(answerTo(request.getTok(), args) as never))
  return answer
}

function unknownFunction(token: string): never {
  throw new Error(`the stand-in for the engine knows no ${token}`)
}

function unary<R>(answer: (request: R) => unknown): grpc.handleUnaryCall<R, unknown> {
  return ({ request }, done) => {
    try {
      done(null, answer(request))
    } catch (error) {
      done({ code: grpc.status.UNKNOWN, details: String(error) }, null)
    }
  }
}

/** A method that is not answered fails by its name, so that a new one of Pulumi's is seen. */
function refusing(service: object): grpc.UntypedServiceImplementation {
  return Object.fromEntries(
    Object.keys(service).map((method) => [
      method,
      (_call: unknown, done?: grpc.sendUnaryData<unknown>) =>
        done?.({ code: grpc.status.UNIMPLEMENTED, details: `no ${method} here` }, null),
    ]),
  )
}

function listen(server: grpc.Server): Promise<number> {
  const credentials = grpc.ServerCredentials.createInsecure()
  return new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', credentials, (error, port) =>
      error ? reject(error) : resolve(port),
    )
  })
}

/** The folder of Pulumi.yaml. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
