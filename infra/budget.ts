// What the stack may cost in a month, and who hears of it before it does.
import * as aws from '@pulumi/aws'
import * as pulumi from '@pulumi/pulumi'
import type { StackContext } from './parts.ts'
import { tagged } from './tagged.ts'

/** Percent of the budget. A forecast that is too high says so weeks before the money is gone. */
const NOTICES = [
  { notificationType: 'ACTUAL', threshold: 80 },
  { notificationType: 'ACTUAL', threshold: 100 },
  { notificationType: 'FORECASTED', threshold: 100 },
] as const

export class Budget extends pulumi.ComponentResource {
  constructor(ctx: StackContext, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Budget', `${ctx.name}-budget`, {}, opts)
    const { budget, alarms } = ctx.config
    const name = `${ctx.name}-budget-monthly`
    new aws.budgets.Budget(
      name,
      {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        limitAmount: budget.monthlyUsd.toFixed(2),
        limitUnit: 'USD',
        // Of the whole account: bills know our tags only after somebody has switched them on, and till then would show 0.
        notifications: NOTICES.map((notice) => ({
          ...notice,
          comparisonOperator: 'GREATER_THAN',
          thresholdType: 'PERCENTAGE',
          subscriberEmailAddresses: alarms.emails,
        })),
        tags: tagged(ctx, 'budget', name),
      },
      { parent: this },
    )
    this.registerOutputs({})
  }
}
