// What every folder may ask of a logger. cli/ gives pino; tests give one that remembers.

type Fields = Readonly<Record<string, unknown>>

/** Structured first, sentence second, as pino has it. */
export interface Logger {
  debug(fields: Fields, message: string): void
  info(fields: Fields, message: string): void
  warn(fields: Fields, message: string): void
  error(fields: Fields, message: string): void
}

const nothing = (): void => {}

/** Says nothing. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
}
