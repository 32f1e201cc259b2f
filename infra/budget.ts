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
/** Of the estimate: a month that is foreseen to cost more is not the one that was planned, however large the budget is. */
const BEYOND_ESTIMATE = 1.25
/** As bills write the tag that infra/tagged.ts puts on everything. */
const TAG = 'user:ronda:stack'

/**
 * Two budgets of the same size. One counts this stack by its tag, which bills know only after somebody has switched it on
 * (docs/operations.md); till then it counts nothing. The other counts the whole account and tells once it is passed, which
 * is always at least what the stack costs; `budget.account: false` leaves it out where others live in the account too.
 */
export class Budget extends pulumi.ComponentResource {
  constructor(ctx: StackContext, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:Budget', `${ctx.name}-budget`, {}, opts)
    const { monthlyUsd, account } = ctx.config.budget
    const beyond = Math.ceil(ctx.cost.monthlyUsd * BEYOND_ESTIMATE)
    this.#budget(ctx, 'monthly', {
      costFilters: [{ name: 'TagKeyValue', values: [`${TAG}$${ctx.name}`] }],
      notices: [
        ...NOTICES.map((notice) => ({ ...notice, thresholdType: 'PERCENTAGE' })),
        ...(beyond > 0 && beyond < monthlyUsd
          ? [{ notificationType: 'FORECASTED', threshold: beyond, thresholdType: 'ABSOLUTE_VALUE' }]
          : []),
      ],
    })
    if (account) {
      this.#budget(ctx, 'account', {
        notices: [{ notificationType: 'ACTUAL', threshold: 100, thresholdType: 'PERCENTAGE' }],
      })
    }
    this.registerOutputs({})
  }

  #budget(
    ctx: StackContext,
    label: string,
    of: {
      readonly costFilters?: { readonly name: string; readonly values: string[] }[]
      readonly notices: readonly {
        readonly notificationType: string
        readonly threshold: number
        readonly thresholdType: string
      }[]
    },
  ): void {
    const { budget, alarms } = ctx.config
    const name = `${ctx.name}-budget-${label}`
    new aws.budgets.Budget(
      name,
      {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        limitAmount: budget.monthlyUsd.toFixed(2),
        limitUnit: 'USD',
        ...(of.costFilters && { costFilters: of.costFilters }),
        notifications: of.notices.map((notice) => ({
          ...notice,
          comparisonOperator: 'GREATER_THAN',
          subscriberEmailAddresses: alarms.emails,
        })),
        tags: tagged(ctx, 'budget', name),
      },
      { parent: this },
    )
  }
}
