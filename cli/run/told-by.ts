// Who tells people of causes: the program itself, or Grafana by the rules that `ronda render grafana` makes.
import type { Config } from '../config.ts'

/** Grafana's rules tell them, and the program itself only announces what people do. With `both` the program tells them as ever. */
export function isToldByGrafana({ alerts }: Pick<Config, 'alerts'>): boolean {
  return alerts?.delivery === 'grafana'
}
