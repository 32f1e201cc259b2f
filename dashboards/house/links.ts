// Where a click leads: another dashboard with what is known (variables, time range), or the console.
import type { DashboardUid } from '../uids.ts'

/**
 * `values`: variables of that dashboard and what they get, such as `${__data.fields.id}` (a column of the row),
 * `${__field.labels.kec}` (a tag of the line). `keep`: variables of this dashboard that the other one has too; they go
 * along with all their values. So does the time range.
 */
export function toDashboard(
  uid: DashboardUid,
  values: Readonly<Record<string, string>> = {},
  keep: readonly string[] = [],
): string {
  const query = Object.entries(values).map(([name, value]) => `var-${name}=${encoded(value)}`)
  const kept = keep.map((name) => `\${${name}:queryparam}`)
  return `/d/${uid}?${[...query, ...kept, '${__url_time_range}'].join('&')}`
}

/** A column of the row, as the value of a variable. */
export function column(name: string): string {
  return `\${__data.fields["${name}"]}`
}

/** What Grafana fills in by itself is percent-encoded by it. */
function encoded(value: string): string {
  return value.startsWith('${')
    ? value.replace(/\}$/, ':percentencode}')
    : encodeURIComponent(value)
}
