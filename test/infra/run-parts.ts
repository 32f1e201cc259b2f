// Runs a small program of some parts by the loopback engine, and finds what it registered.
import { expect } from 'vitest'
import {
  type EngineRun,
  PROJECT,
  type Registered,
  runProgram,
  type Values,
} from './loopback-engine.ts'

export interface PartsRun extends EngineRun {
  /** Resources of this type, by name: `s3/bucket:Bucket`, without `aws:`. */
  of(type: string): readonly Registered[]
  /** The only one of this name. */
  named(name: string): Registered
}

/** `program` stands in this folder; it must end well. */
export async function runParts(
  program: string,
  config: Readonly<Record<string, unknown>> = {},
): Promise<PartsRun> {
  const run = await runProgram({
    project: PROJECT,
    entry: `test/infra/${program}`,
    stack: 'test',
    config: { 'ronda:stack': JSON.stringify(config), 'aws:region': 'ap-southeast-3' },
    outputsOf,
    invoke,
  })
  expect({ code: run.code, told: run.told, text: run.text }).toEqual({
    code: 0,
    told: [],
    text: '',
  })
  return {
    ...run,
    of: (type) =>
      run.resources
        .filter((one) => one.type === `aws:${type}`)
        .sort((a, b) => a.name.localeCompare(b.name)),
    named: (name) => {
      const found = run.resources.filter((one) => one.name === name)
      expect(found, `${found.length} of ${name}`).toHaveLength(1)
      return found[0] as Registered
    },
  }
}

/** The text of an input that is JSON, read. */
export function jsonOf(value: unknown): Values {
  return JSON.parse(String(value)) as Values
}

const OUTPUTS: Readonly<Record<string, (name: string, inputs: Values) => Values>> = {
  'aws:s3/bucket:Bucket': (name) => ({ bucket: `${name}-1a2b` }),
  'aws:backup/vault:Vault': (name) => ({ name }),
  'aws:iam/role:Role': (name) => ({ name }),
  'aws:autoscaling/group:Group': (name) => ({ name }),
  'aws:kms/key:Key': (name) => ({ keyId: `${name}-id` }),
  'random:index/randomPassword:RandomPassword': () => ({ result: 'a-value-that-nobody-may-see' }),
  'aws:ec2/vpnConnection:VpnConnection': () => ({
    tunnel1Address: '198.51.100.1',
    tunnel2Address: '198.51.100.2',
    tunnel1PresharedKey: 'a-value-that-nobody-may-see',
    presharedKeyArn: 'arn:aws:secretsmanager:ap-southeast-3:123456789012:secret:s2svpn!one',
  }),
  'aws:ec2/eip:Eip': () => ({ publicIp: '198.51.100.9', allocationId: 'eipalloc-1' }),
  'aws:ec2/instance:Instance': (name) => ({
    primaryNetworkInterfaceId: `${name}-eni`,
    privateIp: '10.64.1.9',
  }),
  'aws:ec2/networkInterface:NetworkInterface': (name) => ({
    privateIp: name.includes('origin-2') ? '10.64.1.2' : '10.64.1.1',
  }),
  'aws:ebs/volume:Volume': () => ({ id: 'vol-0123456789abcdef0' }),
  'aws:rds/instance:Instance': () => ({ endpoint: 'grafana.rds.example:5432' }),
  'aws:timestreaminfluxdb/dbInstance:DbInstance': () => ({ endpoint: 'series.example' }),
  'aws:timestreaminfluxdb/dbCluster:DbCluster': () => ({ endpoint: 'series.example' }),
  'aws:acm/certificate:Certificate': (_, inputs) => ({
    domainValidationOptions: [
      inputs['domainName'],
      ...((inputs['subjectAlternativeNames'] as readonly unknown[] | undefined) ?? []),
    ].map((domainName) => ({
      domainName,
      resourceRecordName: `_proof.${String(domainName)}`,
      resourceRecordType: 'CNAME',
      resourceRecordValue: 'proof.acm.example',
    })),
  }),
  'aws:acm/certificateValidation:CertificateValidation': (_, inputs) => inputs,
}

export function outputsOf(type: string, name: string, inputs: Values): Values {
  return OUTPUTS[type]?.(name, inputs) ?? {}
}

const ANSWERS: Readonly<Record<string, Values>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': { accountId: '123456789012' },
  'aws:index/getAvailabilityZones:getAvailabilityZones': {
    names: ['ap-southeast-3c', 'ap-southeast-3a', 'ap-southeast-3b'],
  },
  'aws:ssm/getParameter:getParameter': { value: 'ami-1', insecureValue: 'ami-1' },
  'aws:ec2/getAmi:getAmi': { id: 'ami-1' },
}

export function invoke(token: string): Values {
  const answer = ANSWERS[token]
  if (answer === undefined) throw new Error(`no answer for ${token} in tests of parts`)
  return answer
}
