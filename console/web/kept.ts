// What this browser keeps of its reader: the language, and the name under which they act.
import { useState } from 'preact/hooks'

const NAME_KEY = 'ronda.name'

/** A browser may forbid keeping; it then lasts as long as the page. */
const unkept = new Map<string, string>()

export function keep(key: string, value: string): void {
  unkept.set(key, value)
  try {
    localStorage.setItem(key, value)
  } catch {
    // As said above.
  }
}

export function readKept(key: string): string | undefined {
  try {
    return unkept.get(key) ?? localStorage.getItem(key) ?? undefined
  } catch {
    return unkept.get(key)
  }
}

/** Who acts, as they wrote it last; empty before. */
export function nameWritten(): string {
  return readKept(NAME_KEY)?.trim() ?? ''
}

/** For the field that the name is written in. */
export function useNameField(): readonly [string, (name: string) => void] {
  const [name, setName] = useState(nameWritten)
  const write = (written: string): void => {
    setName(written)
    keep(NAME_KEY, written)
  }
  return [name, write]
}
