// What Grafana makes of a value of a provisioning file (values.go, expanders.go) and Go of an environment variable in it
// (os.Expand), written after what they do, for tests only.

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
}

/** Throws where Grafana would not start: a file that is not there. */
export function grafanaValue(text: string, around: Surroundings): string {
  return text
    .split('$$')
    .map((part) => goExpand(expanded(part, around), around.env))
    .join('$')
}

/** `$__env{}` and `${}` first, then `$__file{}`; what comes out is expanded by Go once more. */
function expanded(text: string, { env, files }: Surroundings): string {
  return replaced(
    replaced(text, ['', '__env'], (name) => env[name] ?? ''),
    ['__file'],
    (path) => {
      const content = files[path]
      if (content === undefined) throw new Error(`stat ${path}: no such file or directory`)
      return content.trim()
    },
  )
}

function replaced(
  text: string,
  providers: readonly string[],
  by: (name: string) => string,
): string {
  let result = text
  for (const [whole, provider = '', name = ''] of text.matchAll(/\$(|__\w+)\{([^}]+)\}/g)) {
    if (providers.includes(provider)) result = result.replace(whole, () => by(name))
  }
  return result
}

/** `os.Expand` with the environment. */
export function goExpand(text: string, env: Readonly<Record<string, string>>): string {
  let result = ''
  let at = 0
  while (at < text.length) {
    const sign = text[at]
    if (sign !== '$' || at + 1 >= text.length) {
      result += sign
      at++
      continue
    }
    const { name, width } = shellName(text.slice(at + 1))
    if (name === '' && width === 0) result += '$'
    else if (name !== '') result += env[name] ?? ''
    at += 1 + width
  }
  return result
}

function shellName(text: string): { readonly name: string; readonly width: number } {
  const first = text[0] ?? ''
  if (first === '{') {
    const second = text[1] ?? ''
    if (isSpecial(second) && text[2] === '}') return { name: second, width: 3 }
    const end = text.indexOf('}')
    if (end < 0) return { name: '', width: 1 }
    return { name: text.slice(1, end), width: end === 1 ? 2 : end + 1 }
  }
  if (isSpecial(first)) return { name: first, width: 1 }
  const name = /^\w*/.exec(text)?.[0] ?? ''
  return { name, width: name.length }
}

function isSpecial(sign: string): boolean {
  return sign !== '' && '*#$@!?-0123456789'.includes(sign)
}
