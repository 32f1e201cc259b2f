// Prometheus text exposition format, as far as Ronda writes it: counters, gauges and one kind of histogram.
// https://prometheus.io/docs/instrumenting/exposition_formats/

type Labels = Readonly<Record<string, string>>

/** Collects samples in the order they are given; `text()` is the whole page. */
export class Exposition {
  readonly #lines: string[] = []

  counter(name: string, help: string, value: number, labels?: Labels): void {
    this.#family(name, 'counter', help, [[labels, value]])
  }

  counters(name: string, help: string, samples: readonly (readonly [Labels, number])[]): void {
    this.#family(name, 'counter', help, samples)
  }

  gauge(name: string, help: string, value: number, labels?: Labels): void {
    this.#family(name, 'gauge', help, [[labels, value]])
  }

  gauges(name: string, help: string, samples: readonly (readonly [Labels, number])[]): void {
    this.#family(name, 'gauge', help, samples)
  }

  histogram(name: string, help: string, histogram: Histogram): void {
    this.#head(name, 'histogram', help)
    for (const [le, count] of histogram.buckets()) {
      this.#lines.push(`${name}_bucket{le="${le}"} ${count}`)
    }
    this.#lines.push(`${name}_sum ${histogram.sum}`, `${name}_count ${histogram.count}`)
  }

  text(): string {
    return `${this.#lines.join('\n')}\n`
  }

  #family(
    name: string,
    type: string,
    help: string,
    samples: readonly (readonly [Labels | undefined, number])[],
  ): void {
    this.#head(name, type, help)
    for (const [labels, value] of samples) {
      this.#lines.push(`${name}${labels ? labelText(labels) : ''} ${value}`)
    }
  }

  #head(name: string, type: string, help: string): void {
    this.#lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
  }
}

/** Cumulative buckets over fixed upper bounds, in seconds. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  sum = 0
  count = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = bounds.map(() => 0)
  }

  observe(value: number): void {
    this.sum += value
    this.count++
    for (let i = 0; i < this.#bounds.length; i++) {
      if (value <= (this.#bounds[i] ?? 0)) this.#counts[i] = (this.#counts[i] ?? 0) + 1
    }
  }

  buckets(): readonly (readonly [string, number])[] {
    const finite = this.#bounds.map((le, i) => [String(le), this.#counts[i] ?? 0] as const)
    return [...finite, ['+Inf', this.count] as const]
  }
}

function labelText(labels: Labels): string {
  const escaped = (text: string) =>
    text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  return `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${escaped(value)}"`)
    .join(',')}}`
}
