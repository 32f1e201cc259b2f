// What is rendered for Grafana: how long it takes for the whole city, whether it is the same twice, lint and schemas.
import { filesOf } from '../../dashboards/provision/files.ts'
import type { ProvisionFile } from '../../dashboards/provision/model.ts'
import { lintOf } from '../../test/grafana/lint/lint-of.ts'
import { refused } from '../../test/grafana/schema/refused.ts'
import { wholeModel } from '../../test/grafana/whole-model.ts'
import { LANGUAGES } from '../../texts/language.ts'
import { atMost, type Suite } from '../bar.ts'
import { median } from '../median.ts'

const ROUNDS = 5
const DIALECTS = ['1', '2', '3'] as const

export const suite: Suite = async ({ quick }) => {
  const seconds: number[] = []
  const rendered: (readonly ProvisionFile[])[] = []
  for (let round = 0; round < (quick ? 3 : ROUNDS); round++) {
    const begun = performance.now()
    rendered.push(filesOf(wholeModel()))
    seconds.push((performance.now() - begun) / 1000)
  }
  const models = LANGUAGES.flatMap((language) =>
    DIALECTS.map((dialect) => wholeModel(language, dialect)),
  )
  const findings = models.flatMap(lintOf)
  const faults = models.flatMap((model) => refused(filesOf(model)))
  const made = `${models.length} renderings`
  return [
    { bar: 'panels.errors', unit: 'queries', skipped: 'soak' },
    { bar: 'panels.median', unit: 'ms', skipped: 'soak' },
    { bar: 'panels.p95', unit: 'ms', skipped: 'soak' },
    atMost('panels.lint', findings.length, 0, 'findings', made),
    atMost('render.schema', faults.length, 0, 'faults', made),
    atMost('render.s', median(seconds), 3, 's', 'estate, policy and files of the whole city'),
    atMost('render.same', bytesThatDiffer(rendered), 0, 'bytes'),
  ]
}

/** Between the first rendering and each other; a file that only one has counts whole. */
function bytesThatDiffer([first = [], ...others]: readonly (readonly ProvisionFile[])[]): number {
  let bytes = 0
  for (const other of others) {
    const texts = new Map(other.map(({ path, text }) => [path, text]))
    for (const { path, text } of first) {
      const [a, b] = [Buffer.from(text), Buffer.from(texts.get(path) ?? '')]
      bytes += Math.abs(a.length - b.length)
      for (let i = 0; i < Math.min(a.length, b.length); i++) if (a[i] !== b[i]) bytes++
    }
    bytes += other.filter(({ path }) => !first.some((one) => one.path === path)).length
  }
  return bytes
}
