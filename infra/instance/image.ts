// Debian 12 as the Debian project publishes it for AWS, for the processor of an instance type.
import * as aws from '@pulumi/aws'
import type * as pulumi from '@pulumi/pulumi'

/** Account of the Debian project: https://wiki.debian.org/Cloud/AmazonEC2Image/Bookworm */
const DEBIAN = '136693071363'

/** `arm64` of Graviton, which has a g behind the number of its generation: m7g, c7gn, t4g. */
export function processorOf(instanceType: string): 'arm64' | 'amd64' {
  return /^[a-z]+\d+g/.test(instanceType) ? 'arm64' : 'amd64'
}

/** The newest of today. Whoever uses it ignores later ones: updates of security come by apt, not by a new machine. */
export function debianImage(instanceType: string, parent: pulumi.Resource): pulumi.Output<string> {
  const found = aws.ec2.getAmiOutput(
    {
      owners: [DEBIAN],
      mostRecent: true,
      filters: [{ name: 'name', values: [`debian-12-${processorOf(instanceType)}-*`] }],
    },
    { parent },
  )
  return found.id
}
