// The order that a boot needs: no machine before its rights, its files, its ways in and out, and its secrets are there.
import * as pulumi from '@pulumi/pulumi'

const MACHINES = new Set(['aws:ec2/instance:Instance', 'aws:autoscaling/group:Group'])
/** What no argument of a machine names, though its boot fails without it. */
const NEEDED = new Set([
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule',
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  'aws:ec2/vpcEndpoint:VpcEndpoint',
  'aws:ec2/route:Route',
  'aws:ec2/routeTableAssociation:RouteTableAssociation',
  'aws:ec2/eipAssociation:EipAssociation',
  'aws:ec2/volumeAttachment:VolumeAttachment',
  'aws:ec2/vpnConnectionRoute:VpnConnectionRoute',
  'aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation',
  'aws:s3/bucketObjectv2:BucketObjectv2',
  'aws:secretsmanager/secretVersion:SecretVersion',
])

/**
 * Options for every part of a stack, in the order in which the parts are made: each machine waits for all of NEEDED that
 * was registered before it, in whatever part. What comes after it cannot be meant, so that there is never a circle.
 * `more`: whole parts that the machines of this one wait for besides.
 */
export function inOrderOfBoot(): (...more: pulumi.Resource[]) => pulumi.ComponentResourceOptions {
  const needed: pulumi.Resource[] = []
  return (...more) => ({
    transformations: [
      ({ type, props, opts, resource }) => {
        if (NEEDED.has(type)) needed.push(resource)
        if (!MACHINES.has(type)) return undefined
        return { props, opts: pulumi.mergeOptions(opts, { dependsOn: [...needed, ...more] }) }
      },
    ],
  })
}
