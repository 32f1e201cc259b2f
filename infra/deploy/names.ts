// What a configuration names in an AWS account: the zone of its domain and the secrets, asked for before anything is made.
import { messageOf, RondaError } from '../../fleet/error.ts'
import { listProblems, type Problem } from '../../fleet/problem.ts'
import { type Aws, secretNames, zoneOf } from './aws.ts'
import { awsOf, type Session } from './session.ts'
import { type Step, tell } from './steps.ts'

/** Throws RND_CONFIG_INVALID with all that is not there. What may not be asked is left to Pulumi and the servers. */
export function namesStep(session: Session): Step {
  const { world, options } = session
  return {
    name: 'names',
    isQuiet: true,
    says: 'asking AWS for the zone and the secrets that are named',
    run: async () => {
      const aws = awsOf(session)
      const { config, secrets = [] } = session.checked ?? {}
      if (aws === undefined || config === undefined) return 'not asked'
      const zone = await zoneProblems(aws, session.file.name, config)
      const missing = await secretProblems(aws, secrets)
      const problems = [...zone.problems, ...missing.problems]
      if (problems.length === 0) return `${zone.says}; ${missing.says}`
      tell(world, options.json, { problems })
      throw new RondaError(
        'RND_CONFIG_INVALID',
        `the stack ${options.stack} cannot be:\n${listProblems(problems).join('\n')}`,
        { remedy: 'mend them all and run it again; nothing was created' },
      )
    },
  }
}

interface Found {
  readonly problems: readonly Problem[]
  readonly says: string
}

async function zoneProblems(
  aws: Aws,
  file: string,
  { zoneId, domain }: { readonly zoneId?: string | undefined; readonly domain: string },
): Promise<Found> {
  if (zoneId === undefined) return { problems: [], says: 'no zone' }
  const say = (what: string, remedy: string): Found => ({
    problems: [{ file, line: 0, what: `ronda:zoneId: ${what}`, remedy }],
    says: '',
  })
  try {
    const zone = await zoneOf(aws, zoneId)
    const remedy = `aws route53 list-hosted-zones says which zone has ${domain}`
    if (zone === undefined) return say(`the account has no zone ${zoneId}`, remedy)
    if (zone.isPrivate) return say(`${zoneId} is private: nobody outside would find a name`, remedy)
    const holds = domain === zone.name || domain.endsWith(`.${zone.name}`)
    if (!holds)
      return say(`${zoneId} is the zone of ${zone.name}, and ${domain} is not in it`, remedy)
    return { problems: [], says: `zone ${zone.name}` }
  } catch (error) {
    return { problems: [], says: `the zone could not be asked for (${firstLine(error)})` }
  }
}

async function secretProblems(aws: Aws, names: readonly string[]): Promise<Found> {
  if (names.length === 0) return { problems: [], says: 'no secrets of yours' }
  try {
    const there = await secretNames(aws)
    const problems = names
      .filter((name) => !there.has(name))
      .map((name) => ({
        ...{ file: 'Secrets Manager', line: 0, what: `aws-sm:${name} is not in ${aws.region}` },
        remedy: `aws secretsmanager create-secret --region ${aws.region} --name ${name} --secret-string file://FILE`,
      }))
    return { problems, says: `${names.length} of ${names.length} secrets are there` }
  } catch (error) {
    return { problems: [], says: `secrets could not be listed (${firstLine(error)})` }
  }
}

function firstLine(error: unknown): string {
  return messageOf(error).replace(/\s+/g, ' ').slice(0, 120)
}
