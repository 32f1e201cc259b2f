// Everything says whose it is and what it belongs to, so that a bill and a stranger in the console can be told apart.
import { type ResourceRule, tagsOf } from './rule.ts'

const WANTED = ['ronda:stack', 'ronda:part'] as const

/** Types of AWS that take no tags; whatever is not here must have them. */
export const TAGLESS: readonly string[] = [
  'aws:acm/certificateValidation:CertificateValidation',
  'aws:autoscaling/attachment:Attachment',
  'aws:autoscaling/lifecycleHook:LifecycleHook',
  'aws:autoscaling/policy:Policy',
  'aws:autoscaling/schedule:Schedule',
  'aws:backup/selection:Selection',
  'aws:backup/vaultLockConfiguration:VaultLockConfiguration',
  'aws:backup/vaultNotifications:VaultNotifications',
  'aws:backup/vaultPolicy:VaultPolicy',
  'aws:cloudwatch/dashboard:Dashboard',
  'aws:cloudwatch/eventTarget:EventTarget',
  'aws:cloudwatch/logMetricFilter:LogMetricFilter',
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy',
  'aws:ec2/eipAssociation:EipAssociation',
  'aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation',
  'aws:ec2/networkInterfaceAttachment:NetworkInterfaceAttachment',
  'aws:ec2/route:Route',
  'aws:ec2/routeTableAssociation:RouteTableAssociation',
  'aws:ec2/securityGroupRule:SecurityGroupRule',
  'aws:ec2/volumeAttachment:VolumeAttachment',
  'aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation',
  'aws:ec2/vpnConnectionRoute:VpnConnectionRoute',
  'aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment',
  'aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  'aws:kms/alias:Alias',
  'aws:kms/grant:Grant',
  'aws:lambda/permission:Permission',
  'aws:lb/listenerCertificate:ListenerCertificate',
  'aws:lb/targetGroupAttachment:TargetGroupAttachment',
  'aws:route53/record:Record',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'aws:s3/bucketNotification:BucketNotification',
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
  'aws:s3/bucketPolicy:BucketPolicy',
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketVersioning:BucketVersioning',
  'aws:secretsmanager/secretPolicy:SecretPolicy',
  'aws:secretsmanager/secretVersion:SecretVersion',
  'aws:sns/topicPolicy:TopicPolicy',
  'aws:sns/topicSubscription:TopicSubscription',
]

export const tagged: ResourceRule = {
  name: 'tagged',
  says: 'Everything that can have tags says its stack and its part.',
  each(seen, report) {
    if (!seen.type.startsWith('aws:') || TAGLESS.includes(seen.type)) return
    const tags = tagsOf(seen)
    const missing = WANTED.filter((key) => tags[key] === undefined || tags[key] === '')
    if (missing.length > 0) report(`has no tag ${missing.join(', ')}`)
  },
}
