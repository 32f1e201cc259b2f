// The rules as policies of Pulumi.
import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from '@pulumi/policy'
import { RULES } from './findings.ts'
import type { Rule, Seen, Values } from './rule.ts'

const STACK = 'pulumi:pulumi:Stack'

/** Rules over one resource are asked before it is made; rules over the stack when all of it is known. */
export function policyOf(rule: Rule): ResourceValidationPolicy | StackValidationPolicy {
  const { name, says } = rule
  const policy = { name, description: says, enforcementLevel: 'mandatory' } as const
  if ('each' in rule)
    return { ...policy, validateResource: (args, report) => rule.each(seenOf(args), report) }
  return {
    ...policy,
    validateStack: ({ resources }, report) => {
      const stack = resources.find(({ type }) => type === STACK)
      const outputs = (stack?.props ?? {}) as Values
      rule.whole({ resources: resources.map(seenBeside), outputs }, (what, seen) =>
        report(what, seen?.urn),
      )
    },
  }
}

export const POLICIES: readonly (ResourceValidationPolicy | StackValidationPolicy)[] =
  RULES.map(policyOf)

function seenBeside(resource: PolicyResource): Seen {
  const by = [resource.dependencies, ...Object.values(resource.propertyDependencies)].flat()
  return { ...seenOf(resource), dependencies: by.map(({ urn }) => urn) }
}

function seenOf({ type, name, urn, props, opts }: PolicyResource | ResourceValidationArgs): Seen {
  return {
    ...{ type, name, urn, inputs: props, protect: opts.protect },
    // The CLI hands secrets over as they are.
    ...{ marked: false, dependencies: [] },
  }
}
