// Why a connection to a database failed, as a code: messages may hold an address, codes never do. texts/ has the words.

/** `ECONNREFUSED`; `no-connection` for an error without a code. */
export function networkCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'no-connection'
}
