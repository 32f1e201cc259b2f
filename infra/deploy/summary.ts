// The last words of a deployment: where everything is, who gets in by what, and what is left for people to do.
import type { StackConfig } from '../config.ts'
import { foreignAdmin } from '../secrets/needed.ts'
import { lacksRecords, type Outputs, recordsOf, textOf } from './places.ts'

/** Where Caddy of Debian keeps the root that it signs by. */
const ROOT = '/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt'

export interface Deployed {
  readonly stack: string
  readonly region: string
  /** Absent where it is not known. */
  readonly config?: StackConfig
  readonly outputs: Outputs
  /** File of what stands on the city's end of the link; absent where there is no link. */
  readonly cityEnd?: string
  /** True where the state's file is new, so that nobody has committed it. */
  readonly isFirst: boolean
}

export function summaryOf(deployed: Deployed): string[] {
  const todo = todoOf(deployed)
  return [
    ...doorsOf(deployed),
    ...(todo.length === 0
      ? []
      : [
          'To do:',
          ...todo.flatMap(([first = '', ...more], i) => [
            `  ${i + 1}. ${first}`,
            ...more.map((line) => `     ${line}`),
          ]),
        ]),
  ]
}

function doorsOf({ stack, region, config, outputs }: Deployed): string[] {
  const admin = foreignAdmin(config?.grafana.adminPassword ?? '') ?? `ronda-${stack}/grafana-admin`
  const read = (secret: string) =>
    `aws secretsmanager get-secret-value --region ${region} --query SecretString --output text --secret-id ${secret}`
  const door = (name: string, output: string, by?: string) => {
    const url = textOf(outputs, output)
    return url === undefined
      ? []
      : [`${name.padEnd(9)}${url}`, ...(by ? [`${' '.repeat(9)}${by}`] : [])]
  }
  return [
    ...door('Grafana', 'grafanaUrl', `user admin; password: ${read(admin)}`),
    ...door('Console', 'consoleUrl', `token: ${read(`ronda-${stack}/console-token`)}`),
    ...door('Video', 'liveUrl'),
  ]
}

/** Each with the lines below it. */
function todoOf({ stack, region, config, outputs, cityEnd, isFirst }: Deployed): string[][] {
  const todo: string[][] = []
  if (lacksRecords(outputs)) {
    const records = recordsOf(outputs)
    const width = Math.max(...records.map(([name]) => name.length))
    todo.push([
      'Make these records where the domain is served; video gets its certificate within minutes of its own:',
      ...records.map(([name, type, value]) => `${name.padEnd(width)}  ${type.padEnd(5)}  ${value}`),
    ])
    todo.push([
      "Grafana and console have certificates of an authority of Grafana's machine; browsers warn until they know its root:",
      `aws ec2 describe-instances --region ${region} --filters Name=tag:Name,Values=ronda-${stack}-grafana --query 'Reservations[].Instances[].InstanceId'`,
      `aws ssm start-session --region ${region} --target ID, and there: sudo cat ${ROOT}`,
      'A new machine has a new root.',
    ])
  }
  if (cityEnd !== undefined) {
    todo.push([
      `Set up the city's end of the link: ${cityEnd} says what stands there. Until then every round is blind.`,
    ])
  }
  const emails = config?.alarms.emails ?? []
  if (isFirst && emails.length > 0) {
    todo.push([`AWS has written to ${emails.join(', ')}: alarms come once each has confirmed.`])
  }
  if (isFirst)
    todo.push([
      `Commit .deploy/${stack}.json: it says where the state is, to everybody who deploys.`,
    ])
  return todo
}
