// How much memory machines have, and how much of it the one program that they are there for may take.

/** GB of the types that a stack may choose (AWS, "Amazon EC2 instance types"). */
export const MEMORY_GB = {
  't4g.small': 2,
  'c7g.large': 4,
  'c7g.xlarge': 8,
  'c7g.2xlarge': 16,
  'c7g.4xlarge': 32,
  'c7g.8xlarge': 64,
} as const satisfies Readonly<Record<string, number>>

/** The rest is for the system, the agent of Systems Manager, sessions of people, and what boots and updates need. */
const PROGRAM_SHARE = 0.75

/** Of a host, in megabytes: `memoryMaxMb`; nothing where the type is none of MEMORY_GB, and the host's own default holds. */
export function programMemory(instanceType: string): { readonly memoryMaxMb?: number } {
  const gb = (MEMORY_GB as Readonly<Record<string, number>>)[instanceType]
  return gb === undefined ? {} : { memoryMaxMb: gb * 1024 * PROGRAM_SHARE }
}
