// Which socket a round walks over, as plain data that crosses to its thread; functions are named by module and export.
import { messageOf, RondaError } from '../../fleet/error.ts'
import type { EchoSocket } from '../icmp/echo-socket.ts'
import { type OpenKind, openEchoSocket } from '../icmp/open.ts'

/** An exported function of a module, by the module's URL: `{ url: import.meta.resolve('./x.ts'), name: 'x', ... }`. */
export interface ModuleRef {
  readonly url: string
  readonly name: string
  /** Its last argument; must survive structured cloning. */
  readonly options: unknown
}

/** Holds the answers of a whole stall of the thread at the usual pace; where the kernel allows less it gives that. */
const RECEIVE_BUFFER_BYTES = 2 << 20

export type SocketPlan = (
  | { readonly kind: OpenKind }
  /** `make(addresses, options): EchoSocket`. */
  | { readonly make: ModuleRef }
) & {
  /** `wrap(inner, addresses, options): EchoSocket`: what injects faults into a real socket. */
  readonly wrap?: ModuleRef
}

/** Opens what the plan names. Throws RondaError when it cannot be opened. */
export async function openPlanned(
  plan: SocketPlan,
  addresses: readonly string[],
): Promise<EchoSocket> {
  const inner =
    'make' in plan
      ? await call(plan.make, [addresses])
      : await openEchoSocket(addresses, {
          kind: plan.kind,
          receiveBufferBytes: RECEIVE_BUFFER_BYTES,
        })
  if (!plan.wrap) return inner
  try {
    return await call(plan.wrap, [inner, addresses])
  } catch (error) {
    inner.close()
    throw error
  }
}

async function call(ref: ModuleRef, leading: readonly unknown[]): Promise<EchoSocket> {
  const module: Record<string, unknown> = await import(ref.url)
  const made = module[ref.name]
  if (typeof made !== 'function') {
    throw new RondaError('RND_ICMP_UNSUPPORTED', `${ref.url} exports no function ${ref.name}`)
  }
  return made(...leading, ref.options) as EchoSocket
}

/** An error as it crosses between threads: a class would arrive as a plain Error. */
export interface CarriedError {
  readonly message: string
  readonly code?: RondaError['code']
  readonly remedy?: string | undefined
  readonly stack?: string | undefined
}

export function packError(error: unknown): CarriedError {
  const message = messageOf(error)
  if (error instanceof RondaError) return { message, code: error.code, remedy: error.remedy }
  return { message, stack: error instanceof Error ? error.stack : undefined }
}

export function unpackError(carried: CarriedError): Error {
  if (carried.code) {
    return new RondaError(carried.code, carried.message, { remedy: carried.remedy })
  }
  const error = new Error(carried.message)
  if (carried.stack) error.stack = carried.stack
  return error
}
