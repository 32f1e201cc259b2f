// The words of ICMP errors (RFC 792, RFC 1122, RFC 4443).

const UNREACHABLE4 = [
  'network unreachable',
  'host unreachable',
  'protocol unreachable',
  'port unreachable',
  'fragmentation needed',
  'source route failed',
  'network unknown',
  'host unknown',
  'source host isolated',
  'network prohibited',
  'host prohibited',
  'network unreachable for this service',
  'host unreachable for this service',
  'administratively prohibited',
  'host precedence violation',
  'precedence cutoff',
]
const UNREACHABLE6 = [
  'no route',
  'administratively prohibited',
  'beyond scope',
  'address unreachable',
  'port unreachable',
  'source address failed policy',
  'rejected route',
]

/** `host unreachable (3/1)`; the numbers alone for what has no name here. */
export function causeText(type: number, code: number, family: 4 | 6): string {
  const name = family === 4 ? name4(type, code) : name6(type, code)
  return name === undefined ? `ICMP ${type}/${code}` : `${name} (${type}/${code})`
}

function name4(type: number, code: number): string | undefined {
  if (type === 3) return UNREACHABLE4[code]
  if (type === 4) return 'source quench'
  if (type === 11) return code === 0 ? 'time to live exceeded: a routing loop' : 'reassembly failed'
  return type === 12 ? 'parameter problem' : undefined
}

function name6(type: number, code: number): string | undefined {
  if (type === 1) return UNREACHABLE6[code]
  if (type === 2) return 'packet too big'
  if (type === 3) return code === 0 ? 'hop limit exceeded: a routing loop' : 'reassembly failed'
  return type === 4 ? 'parameter problem' : undefined
}
