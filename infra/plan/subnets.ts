// The subnets of a stack: a private and a public one in each availability zone.
import { formatCidr, parseCidr, partOf } from './cidr.ts'

/** Of a VPC; AWS takes /16 to /28, and public subnets of less than 64 addresses leave no room for a load balancer. */
export const VPC_BITS = { least: 16, most: 22 } as const
export const MOST_ZONES = 3

export interface SubnetPlan {
  /** Each a quarter of the VPC, zone by zone. */
  readonly private: readonly string[]
  /** Each a sixteenth, in the last quarter. */
  readonly public: readonly string[]
}

/**
 * CIDRs for 1 to 3 zones of a VPC between /16 and /22; else a RangeError. Each zone has its place whether it is used or
 * not, so that another zone moves no subnet; with three zones only the last sixteenth is free.
 */
export function planSubnets(cidr: string, zones: number): SubnetPlan {
  const vpc = parseCidr(cidr)
  if (vpc.bits < VPC_BITS.least || vpc.bits > VPC_BITS.most)
    throw new RangeError(`a VPC has /${VPC_BITS.least} to /${VPC_BITS.most}, not ${cidr}`)
  if (!Number.isInteger(zones) || zones < 1 || zones > MOST_ZONES)
    throw new RangeError(`1 to ${MOST_ZONES} zones, not ${zones}`)
  const last = partOf(vpc, 2, MOST_ZONES)
  const numbers = Array.from({ length: zones }, (_, n) => n)
  return {
    private: numbers.map((n) => formatCidr(partOf(vpc, 2, n))),
    public: numbers.map((n) => formatCidr(partOf(last, 2, n))),
  }
}
