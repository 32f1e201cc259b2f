// Which machines a release runs on.

/** Of Linux; what the bundled Node is made for. */
export const ARCHES = ['x64', 'arm64'] as const
export type Arch = (typeof ARCHES)[number]

/** `c7g.large`, `t4g.small`: a `g` behind the generation is Graviton (AWS, "Instance type naming conventions"). */
export function archOf(instanceType: string): Arch {
  return /^[a-z]+\d+[a-z]*g[a-z]*\./.test(instanceType) ? 'arm64' : 'x64'
}
