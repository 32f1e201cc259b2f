// What is reached from outside is reached by TLS, and databases are not.
import { type ResourceRule, type Seen, type StackRule, sections, type Values } from './rule.ts'

const LISTENER = /^aws:(?:lb|alb|applicationloadbalancing)\/listener:Listener$/
const LISTENER_RULE = /^aws:(?:lb|alb|applicationloadbalancing)\/listenerRule:ListenerRule$/
const CLASSIC = /^aws:elb\/loadBalancer:LoadBalancer$/

/** Whatever has such a switch: RDS, its clusters' instances, Timestream for InfluxDB, Redshift, DMS. */
export const noPublicDatabase: ResourceRule = {
  name: 'no-public-database',
  says: 'No database has an address on the internet.',
  each({ inputs }, report) {
    const is = inputs['publiclyAccessible']
    if (is !== undefined && is !== false && is !== 'false') report('is publicly accessible')
  },
}

/** TCP is passed on as it comes: whoever stands behind it sees to TLS. */
export const noPlainHttp: StackRule = {
  name: 'no-plain-http',
  says: 'Listeners for plain HTTP do nothing but send on to HTTPS.',
  whole({ resources }, report) {
    const plain = resources.filter(isPlain)
    for (const listener of plain)
      if (!sendsOn(listener.inputs['defaultActions']))
        report('speaks plain HTTP and does not send on to HTTPS', listener)
    for (const rule of resources.filter(({ type }) => LISTENER_RULE.test(type))) {
      const of = plain.find(({ urn }) => rule.dependencies.includes(urn))
      if (of !== undefined && !sendsOn(rule.inputs['actions']))
        report(`answers on ${of.name}, which speaks plain HTTP, and does not send on`, rule)
    }
    for (const balancer of resources.filter(({ type }) => CLASSIC.test(type)))
      if (sections(balancer.inputs['listeners']).some(isPlainClassic))
        report('speaks plain HTTP, and cannot send on', balancer)
  },
}

/** Without a protocol a load balancer of requests speaks HTTP on port 80. */
function isPlain({ type, inputs }: Seen): boolean {
  const { protocol, port } = inputs
  return LISTENER.test(type) && (protocol === 'HTTP' || (protocol === undefined && port === 80))
}

function isPlainClassic(listener: Values): boolean {
  return String(listener['lbProtocol']).toLowerCase() === 'http'
}

function sendsOn(actions: unknown): boolean {
  const all = sections(actions)
  return all.length > 0 && all.every(sendsOnOne)
}

function sendsOnOne({ type, redirect }: Values): boolean {
  return type === 'redirect' && sections(redirect).some(({ protocol }) => protocol === 'HTTPS')
}
