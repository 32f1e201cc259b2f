import { describe, expect, it } from 'vitest'
import { formatProblem } from '../../fleet/problem.ts'
import { readTargets, twiceProblems } from './targets.ts'

const source = (text: string, file = 'list.txt') => ({
  file,
  bytes: new TextEncoder().encode(text),
})

function addressesOf(text: string): string[] {
  const list = readTargets([source(text)]).builder.build()
  return Array.from({ length: list.count }, (_, i) => list.text(i))
}

describe('a list of targets', () => {
  it('is one a line; blanks, comments, spaces and CRLF do not matter', () => {
    const text = '# head\r\n10.0.0.1\r\n\r\n  10.0.0.2  # the second\n\tfd00::1\n10.0.0.3#x\n #'
    expect(addressesOf(text)).toEqual(['10.0.0.1', '10.0.0.2', 'fd00::1', '10.0.0.3'])
  })

  it('may end without a newline, or be empty', () => {
    expect(addressesOf('10.0.0.1\n10.0.0.2')).toEqual(['10.0.0.1', '10.0.0.2'])
    expect(addressesOf('')).toEqual([])
  })

  it('tells host names from mistakes', () => {
    const { names, problems } = readTargets([source('nvr-1.example\n10.0.0.1\nlocalhost\nb@d\n')])
    expect(names).toEqual([
      { name: 'nvr-1.example', entry: 0, file: 'list.txt', line: 1 },
      { name: 'localhost', entry: 2, file: 'list.txt', line: 3 },
    ])
    expect(problems.map(({ line }) => line)).toEqual([4])
  })

  it('says of every bad line where, what, and how to mend it', () => {
    const text = '10.0.0.256\n10.0.0.0/24\nfe80::1%eth0\n1.2.3\ntwo words\n'
    expect(readTargets([source(text)]).problems.map(formatProblem)).toEqual([
      'list.txt:1: "10.0.0.256" is neither an address nor a host name; write one IPv4 or IPv6 address or host name on each line',
      'list.txt:2: "10.0.0.0/24" is a whole network; write each address on a line of its own',
      'list.txt:3: "fe80::1%eth0" has a zone; link-local addresses cannot be pinged from here',
      'list.txt:4: "1.2.3" is neither an address nor a host name; write one IPv4 or IPv6 address or host name on each line',
      'list.txt:5: "two words" is neither an address nor a host name; write one IPv4 or IPv6 address or host name on each line',
    ])
  })

  it('shows no more than the beginning of a very long line', () => {
    const [problem] = readTargets([source('x'.repeat(100_000))]).problems
    expect(problem?.what.length).toBeLessThan(200)
  })

  it('finds what stands twice, across sources, with both places', () => {
    const targets = readTargets([
      source('# a\n10.0.0.1\n\n10.0.0.2\nfd00::1\n10.0.0.2\n'),
      source('10.0.0.1\nFD00:0::1', 'arguments'),
    ])
    expect(twiceProblems(targets.builder.build(), targets.where).map(formatProblem).sort()).toEqual(
      [
        'arguments:1: 10.0.0.1 stands in list.txt:2 already; leave one of them out',
        'arguments:2: fd00::1 stands in list.txt:5 already; leave one of them out',
        'list.txt:6: 10.0.0.2 stands in list.txt:4 already; leave one of them out',
      ],
    )
  })

  it('survives bytes that are no text', () => {
    const { problems } = readTargets([{ file: 'x', bytes: Uint8Array.of(0xff, 0xfe, 10, 0, 10) }])
    expect(problems.map(({ line }) => line)).toEqual([1])
  })
})
