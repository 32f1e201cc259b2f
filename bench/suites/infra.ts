// The stack as a program and the release as a file: how long Pulumi's program runs, in how much memory, how large a release is.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ARCHES } from '../../infra/artefact/arch.ts'
import { readArtefact } from '../../infra/artefact/latest.ts'
import { packArtefact } from '../../infra/artefact/pack.ts'
import { PROJECT, runProgram, type Values } from '../../test/infra/loopback-engine.ts'
import { atMost, type Bar, type Suite } from '../bar.ts'
import { median } from '../median.ts'

const LIMIT_MB = 120
const LIMIT_S = 10
const LIMIT_RSS_MB = 500
const CONFIG = {
  'aws:region': 'ap-southeast-3',
  'ronda:domain': 'ronda.city.example',
  'ronda:link': JSON.stringify({ type: 'none' }),
  'ronda:relay': JSON.stringify({ mediamtx: { version: '1.20.1', sha256: 'ab'.repeat(32) } }),
  'ronda:grafana': JSON.stringify({ keySha256: 'cd'.repeat(32) }),
  'ronda:alarms': JSON.stringify({ emails: ['noc@city.example'] }),
  'ronda:budget': JSON.stringify({ monthlyUsd: 9000 }),
}
/** What every function of AWS that the program calls may find in its answer. */
const ANSWER = {
  accountId: '123456789012',
  names: ['ap-southeast-3a', 'ap-southeast-3b', 'ap-southeast-3c'],
  id: 'ami-1',
  value: 'ami-1',
  insecureValue: 'ami-1',
}

export const suite: Suite = async ({ quick, say }) => {
  const room = mkdtempSync(join(tmpdir(), 'ronda-bench-infra-'))
  try {
    return [...(await engineBars(quick, say)), await artefactBar(room, say)]
  } finally {
    rmSync(room, { recursive: true, force: true })
  }
}

/** The whole program for the synthetic city at full size, by Pulumi's own language host. */
async function engineBars(quick: boolean, say: (line: string) => void): Promise<Bar[]> {
  for (const arch of ARCHES) {
    if (readArtefact(join(PROJECT, 'dist'), arch) === undefined) await packArtefact({ arch })
  }
  const options = { project: PROJECT, entry: 'infra/door.js', stack: 'bench', config: CONFIG }
  const seconds: number[] = []
  const megabytes: number[] = []
  for (let i = 0; i < (quick ? 1 : 3); i++) {
    const run = await runProgram({ ...options, invoke: () => ANSWER, outputsOf })
    if (run.code !== 0) throw new Error(`the program failed:\n${run.told.join('\n')}\n${run.text}`)
    say(`engine: ${run.resources.length} resources in ${(run.ms / 1000).toFixed(1)} s`)
    seconds.push(run.ms / 1000)
    megabytes.push(run.rssBytes / 1e6)
  }
  return [
    atMost('infra.engine.s', median(seconds), LIMIT_S, 's'),
    atMost('infra.engine.rss', Math.max(...megabytes), LIMIT_RSS_MB, 'MB'),
  ]
}

function outputsOf(type: string, _name: string, inputs: Values): Values {
  if (type === 'aws:ebs/volume:Volume') return { id: 'vol-0123456789abcdef0' }
  if (type === 'aws:ec2/instance:Instance') return { privateIp: '10.64.1.9' }
  if (type === 'aws:ec2/networkInterface:NetworkInterface') return { privateIp: '10.64.1.1' }
  if (type === 'aws:rds/instance:Instance') return { endpoint: 'grafana.rds.example:5432' }
  if (type === 'aws:acm/certificateValidation:CertificateValidation') return inputs
  if (type !== 'aws:acm/certificate:Certificate') return {}
  const proof = { resourceRecordName: '_a', resourceRecordType: 'CNAME', resourceRecordValue: 'b' }
  return { domainValidationOptions: [{ domainName: inputs['domainName'], ...proof }] }
}

/** On disk, as it is unpacked, without the bundled Node. */
async function artefactBar(room: string, say: (line: string) => void): Promise<Bar> {
  const begun = performance.now()
  const { path, version, bytes } = await packArtefact({ out: room })
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  say(`artefact: ${version}, ${(bytes / 1e6).toFixed(1)} MB as a file, packed in ${seconds} s`)
  execFileSync('tar', ['xzf', path, '-C', room])
  const tree = join(room, `ronda-${version}`)
  const du = execFileSync('du', ['-sk', '--exclude=node-linux-*', tree], { encoding: 'utf8' })
  const note = `unpacked, without Node; ${(bytes / 1e6).toFixed(1)} MB packed, with Node`
  return atMost('infra.artefact', Number(du.split('\t')[0]) / 1000, LIMIT_MB, 'MB', note)
}
