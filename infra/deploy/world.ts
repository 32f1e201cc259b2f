// What deploying touches outside itself, so that tests can put their own things there.
import type { EventEmitter } from 'node:events'
import type { Problem } from '../../fleet/problem.ts'
import type { Arch } from '../artefact/arch.ts'
import type { StackConfig } from '../config.ts'
import type { Place } from './places.ts'
import type { StackFile } from './stack-file.ts'

/** What the configuration and the estate of a stack say, all of it, before anything is asked or made. */
export interface StackCheck {
  readonly problems: readonly Problem[]
  /** Sizes and cost with their arithmetic; none where there are problems. */
  readonly lines: readonly string[]
  /** Of the machine that the worker runs on. */
  readonly arch: Arch
  /** US dollars a month of what `destroy` leaves. */
  readonly keptUsd: number
  /** Absent where there are problems. */
  readonly config?: StackConfig
  /** Names in Secrets Manager that estate and configuration refer to: people put them there beforehand. */
  readonly secrets?: readonly string[]
}

export interface World {
  /** Folder of Pulumi.yaml. */
  readonly project: string
  readonly env: NodeJS.ProcessEnv
  /** Results. */
  out(text: string): void
  /** Everything else. */
  err(text: string): void
  /** A person sits there, who can be asked. */
  readonly tty: boolean
  /** `SIGINT` and `SIGTERM` as they come. */
  readonly signals: EventEmitter
  check(file: StackFile): Promise<StackCheck>
  pack(
    arch: Arch,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly version: string; readonly bytes: number }>
  /** Status of an answer, or throws. */
  fetch(place: Place): Promise<number>
  /** A small file, or throws. */
  download(url: string): Promise<Buffer>
  /** One line that a person types. */
  ask(question: string): Promise<string>
  /** How long `look` waits for addresses to answer, ms. */
  readonly lookForMs: number
  /** Between two looks, ms. */
  readonly lookEveryMs: number
}
