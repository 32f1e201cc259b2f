// Text inside Go templates, which annotations and labels of alert rules are: what is no template of ours stays as it is.

/** What a summary or description may hold of Go templates. */
const OURS = /\{\{ \$(?:labels\.[A-Za-z_]\w*|values\.[A-Za-z_]\w*\.Value) \}\}/g

/**
 * A Go template that gives exactly `text`, and has no `${` in it, which newer Grafanas take for an environment variable in
 * annotations too (older ones do not, so that doubling the `$` would show).
 */
export function literalTemplate(text: string): string {
  return text.replace(/[${]/g, (sign) => `{{ "${sign}" }}`)
}

/** `{{ $labels.NAME }}` and `{{ $values.REF.Value }}` stay templates, all else is literal. */
export function annotationTemplate(text: string): string {
  let done = 0
  let template = ''
  for (const match of text.matchAll(OURS)) {
    template += literalTemplate(text.slice(done, match.index)) + match[0]
    done = match.index + match[0].length
  }
  return template + literalTemplate(text.slice(done))
}
