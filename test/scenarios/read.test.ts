// Scenario files: what is right is read whole, what is wrong is said at once, each with its line.
import { expect, test } from 'vitest'
import { formatProblem } from '../../fleet/problem.ts'
import { readScenario } from './read.ts'

const GOOD = `title: a line is cut
estate: { nodes: 2, uplinks: 2, nvrs: 1, cameras: 1 }
receivers: { noc: {}, chief: { pagesPerMinute: 1 } }
steps:
  - at: 500ms
    cut: { behind: node-1, except: [nvr-1-2-1] }
  - between: [1s, 2m]
    want: { page: 1, flapping: [0, 2], to: chief, affected: { only: [ul-2-1] } }
  - at: 1m
    want-in-all: { page: 1 }
`

function problems(text: string): string[] {
  const read = readScenario(text, 'some/where/x.scenario.yaml')
  return 'problems' in read ? read.problems.map(formatProblem) : []
}

test('a right one is read whole', () => {
  const read = readScenario(GOOD, 'x.scenario.yaml')
  if ('problems' in read) throw new Error(read.problems.map(formatProblem).join('\n'))
  const { steps, receivers, endMs } = read.scenario
  expect(Object.keys(receivers)).toEqual(['noc', 'chief'])
  expect(endMs).toBe(122_000)
  expect(steps[0]).toEqual({
    line: 5,
    at: 500,
    action: {
      do: 'cut',
      which: {
        ids: ['cam-1-1-1-1', 'cam-1-2-1-1', 'node-1', 'nvr-1-1-1', 'ul-1-1', 'ul-1-2'],
        anchors: false,
      },
    },
  })
  expect(steps[1]).toMatchObject({
    line: 7,
    want: {
      span: { from: 1_000, until: 122_000 },
      counts: { page: [1, 1], flapping: [0, 2] },
      to: ['chief'],
      affected: { ids: ['ul-2-1'] },
      whole: false,
    },
  })
  expect(steps[2]).toMatchObject({ want: { span: { from: 0, until: 60_000 }, whole: true } })
})

test('everything wrong is said at once, with its line', () => {
  const said = problems(`title: x
estate: { noodles: 2 }
steps:
  - at: 5s
    cut: { behind: node-9 }
  - at: soon
    kill: true
  - between: [9s, 3s]
    want: { page: 1 }
`)
  expect(said.map((line) => line.slice(0, 45))).toEqual([
    expect.stringMatching(/^x\.scenario\.yaml:2: unknown word "noodles"; /),
    expect.stringMatching(/:5: no target "node-9"/),
    expect.stringMatching(/:6: steps.at: "soon" is no/),
    expect.stringMatching(/:8: steps.between: the span/),
  ])
  const one = problems(`title: x
steps:
  - at: soon
    cut: { behind: node-9, mode: hard }
`)
  expect(one).toEqual([
    expect.stringMatching(/:3: steps.at: "soon" is no time/),
    expect.stringMatching(/:4: unknown word "mode"/),
    expect.stringMatching(/:4: no target "node-9"/),
  ])
  const steps = problems(`title: x
steps:
  - at: 5s
    cut: { behind: node-9 }
  - at: soon
    kill: true
  - between: [9s, 3s]
    want: { page: 1 }
  - between: [1s, 3s]
    want: { page: 1, to: nobody }
  - between: [1s, 3s]
    want: { cause: node-1 }
  - at: 1s
    cutt: { behind: node-1 }
  - cut: { behind: node-1 }
  - at: 1s
    kill: true
    start: true
  - at: 1s
    suspend: { which: { behind: node-1 }, owner: city, reason: why, for: 1s }
`)
  const expected = [
    /:4: no target "node-9" in the estate/,
    /:5: .*"soon" is no time/,
    /:7: .*the span ends before it begins/,
    /:10: no receiver "nobody"; there are: noc/,
    /:12: .*name how many of which: page/,
    /:14: unknown word "cutt"; did you mean "cut"\?/,
    /:15: cut without its "at"; add "at"/,
    /:18: kill and start in one step/,
    /:20: no owner "city"; there are: diskominfo/,
  ]
  expect(steps).toHaveLength(expected.length)
  for (const [i, one] of expected.entries()) expect(steps[i]).toMatch(one)
})

test('broken YAML is said with its line', () => {
  expect(problems('title: x\nsteps: [\n')[0]).toMatch(/^x\.scenario\.yaml:\d: .*; mend the YAML$/)
})
