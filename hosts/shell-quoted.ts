// Any text as one word of a shell.

/** Throws where the text holds what no shell word can: a NUL. */
export function shellQuoted(text: string): string {
  if (text.includes('\0')) throw new Error('a NUL cannot stand in a shell script')
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
