// The dialect of a target, by its version.
import type { Dialect } from '../dialect.ts'
import type { InfluxTarget } from '../target.ts'
import { influx1 } from './influx-1.ts'
import { influx2 } from './influx-2.ts'
import { influx3 } from './influx-3.ts'

export function createDialect(target: InfluxTarget): Dialect {
  switch (target.dialect) {
    case '1':
      return influx1(target)
    case '2':
      return influx2(target)
    case '3':
      return influx3(target)
  }
}
