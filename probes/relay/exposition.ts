// Reads a page of metrics in Prometheus' text format (version 0.0.4), whoever wrote it.

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** A relay with 14,000 paths has some 100,000 lines. */
const MOST_SAMPLES = 500_000
const LONGEST_LINE = 4096
const LINE = /^([A-Za-z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*$/
const LABEL = /([A-Za-z_]\w*)="((?:[^"\\]|\\.)*)"/g

/** Samples whose name `wanted` takes; comments, and lines that cannot be read, are passed over. */
export function* samplesIn(text: string, wanted: (name: string) => boolean): Generator<Sample> {
  let found = 0
  let from = 0
  while (from < text.length && found < MOST_SAMPLES) {
    const next = text.indexOf('\n', from)
    const to = next < 0 ? text.length : next
    const line = to - from > LONGEST_LINE ? '' : text.slice(from, to)
    from = to + 1
    if (line === '' || line.startsWith('#')) continue
    const match = LINE.exec(line)
    const [, name = '', labels = '', number = ''] = match ?? []
    const value = numberOf(number)
    if (!match || value === undefined || !wanted(name)) continue
    found++
    yield { name, labels: labelsOf(labels), value }
  }
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {}
  for (const [, key = '', value = ''] of text.matchAll(LABEL)) {
    labels[key] = value.replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign))
  }
  return labels
}

/** `NaN` says nothing; infinities are bounds of histograms, which nobody asks for. */
function numberOf(text: string): number | undefined {
  const value = Number(text)
  return text !== '' && Number.isFinite(value) ? value : undefined
}
