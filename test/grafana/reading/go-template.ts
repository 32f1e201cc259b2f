// Go templates as far as annotations and labels of our rules may go: texts, labels and values. All else is an error.

export interface TemplateData {
  readonly labels: Readonly<Record<string, string>>
  readonly values: Readonly<Record<string, string>>
}

/** Throws where Go would refuse the template, or where it does something that none of ours should do. */
export function executed(template: string, { labels, values }: TemplateData): string {
  let result = ''
  let rest = template
  for (;;) {
    const begin = rest.indexOf('{{')
    if (begin < 0) return result + rest
    result += rest.slice(0, begin)
    const action = /^\{\{ (?:"([^"\\]*)"|\$labels\.(\w+)|\$values\.(\w+)\.Value) \}\}/.exec(
      rest.slice(begin),
    )
    if (!action) throw new Error(`no template of ours: ${rest.slice(begin)}`)
    const [whole, text, label, value] = action
    if (label !== undefined) result += labels[label] ?? ''
    else if (value !== undefined) result += values[value] ?? ''
    else result += text
    rest = rest.slice(begin + whole.length)
  }
}
