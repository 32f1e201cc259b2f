// Where a stack that was made can be looked at: by its names, or by its addresses while nobody has made their records.

export interface Place {
  /** As people open it. */
  readonly url: string
  /** Whom to go to instead of asking the name service. */
  readonly at?: string
  /** What is asked of `at`: any certificate will do, or none is wanted yet. */
  readonly by?: 'any certificate' | 'plain http'
  /** Only `ronda:grafana.networks` may come. */
  readonly isForPeople: boolean
}

/** Outputs of a stack as Pulumi gives them; what is not there, or empty, is left out. */
export interface Outputs {
  readonly [name: string]: unknown
}

export function textOf(outputs: Outputs, name: string): string | undefined {
  const value = outputs[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** True where records are for people to make: no zone of the stack has its names. */
export function lacksRecords(outputs: Outputs): boolean {
  return textOf(outputs, 'grafanaPointsAt') !== undefined
}

/**
 * Without records Grafana and the console have certificates of an authority of their own, and the relay gets its
 * certificate when its name leads to it, so that before only its plain port answers.
 */
export function placesOf(outputs: Outputs): Place[] {
  const own = textOf(outputs, 'grafanaPointsAt')
  const people = ['grafanaUrl', 'consoleUrl'].flatMap((name) => {
    const url = textOf(outputs, name)
    if (url === undefined) return []
    return [{ url, isForPeople: true, ...(own && { at: own, by: 'any certificate' as const }) }]
  })
  const live = textOf(outputs, 'liveUrl')
  const balancer = textOf(outputs, 'livePointsAt')
  const viewers =
    live === undefined
      ? []
      : [
          {
            url: live,
            isForPeople: false,
            ...(own && balancer && { at: balancer, by: 'plain http' as const }),
          },
        ]
  return [...people, ...viewers]
}

/** Name, type and value of each record that people are to make. */
export function recordsOf(
  outputs: Outputs,
): (readonly [name: string, type: string, value: string])[] {
  return placesOf(outputs).flatMap(({ url, at }) =>
    at === undefined
      ? []
      : [[new URL(url).hostname, /^[\d.]+$/.test(at) ? 'A' : 'CNAME', at] as const],
  )
}
