// The shape of the reference city, and how many of everything an estate of a given scale has.
import { CAMERA_CLASSES, type CameraClass } from '../model.ts'
import { apportion } from './apportion.ts'
import semarang from './semarang.json' with { type: 'json' }

export const SHAPE = semarang

export interface Counts {
  readonly cameras: number
  readonly nvrs: number
  readonly uplinks: number
  readonly rw: number
  readonly rt: number
  /** Targets behind the largest ISP node. */
  readonly behindLargestNode: number
  readonly classes: Readonly<Record<CameraClass, number>>
}

/** At scale 1 the counts of semarang.json to the last one; below, the same proportions. */
export function countsAt(scale: number): Counts {
  const scaled = (count: number): number => Math.max(1, Math.round(count * scale))
  const { totals, classes } = SHAPE
  const uplinks = scaled(totals.uplinks)
  const nvrs = Math.max(uplinks, scaled(totals.nvrs))
  const cameras = Math.max(nvrs, scaled(totals.cameras))
  const byClass = apportion(
    cameras,
    CAMERA_CLASSES.map((name) => classes[name]),
  )
  return {
    cameras,
    nvrs,
    uplinks,
    rw: scaled(totals.rw),
    rt: scaled(totals.rt),
    behindLargestNode: scaled(totals.behindLargestNode),
    classes: Object.fromEntries(
      CAMERA_CLASSES.map((name, position) => [name, byClass[position] ?? 0]),
    ) as Record<CameraClass, number>,
  }
}
