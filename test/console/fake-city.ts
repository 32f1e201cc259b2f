// The targets and areas of the fake city: the names are Semarang's, the rest is counted out by a fixed rule.
import { CAMERA_CLASSES } from '../../fleet/model.ts'
import type { Reason, State } from '../../fleet/state.ts'

export interface FakeArea {
  readonly id: string
  readonly name: string
  readonly level: string
  readonly parent?: string
}

export interface FakeTarget {
  readonly id: string
  readonly kind: string
  readonly name: string
  readonly area?: string
  readonly owner: string
  readonly address?: string
  readonly parent?: string
  readonly state: State
  readonly reason: Reason
  readonly since: number
  readonly rttUs?: number
  /** Ids of its areas, kecamatan first. */
  readonly path: readonly string[]
  readonly details: Readonly<Record<string, string | number>>
  /** What the last look saw, where a test says it. */
  readonly evidence?: Readonly<Record<string, string | number>>
}

export interface FakeCity {
  readonly areas: ReadonlyMap<string, FakeArea>
  readonly targets: readonly FakeTarget[]
  readonly byId: ReadonlyMap<string, FakeTarget>
}

/** Kecamatan with their number of kelurahan. */
const KECAMATAN: readonly (readonly [string, number])[] = [
  ['Banyumanik', 11],
  ['Candisari', 7],
  ['Gajahmungkur', 8],
  ['Gayamsari', 7],
  ['Genuk', 13],
  ['Gunungpati', 16],
  ['Mijen', 14],
  ['Ngaliyan', 10],
  ['Pedurungan', 12],
  ['Semarang Barat', 16],
  ['Semarang Selatan', 10],
  ['Semarang Tengah', 15],
  ['Semarang Timur', 10],
  ['Semarang Utara', 9],
  ['Tembalang', 12],
  ['Tugu', 7],
]
const RW_EACH = 8
const RT_EACH = 6

/** Nodes that serve the whole city and lie in no area. */
const NODES = 27
/** One NVR in so many has a camera that is declared. */
const NVRS_PER_CAMERA = 8

/** Some NVRs share an uplink: 7,862 on 5,569. */
const NVRS_PER_UPLINK = 7862 / 5569

export function buildCity(uplinks: number, now: number): FakeCity {
  const areas = buildAreas()
  const rts = [...areas.values()].filter((area) => area.level === 'rt')
  const targets: FakeTarget[] = []
  let nvrs = 0
  for (let i = 0; i < uplinks; i++) {
    const rt = rts[Math.floor(((i * 0.6180339887) % 1) * rts.length)]
    if (rt === undefined) throw new Error('a city without an RT')
    const path = pathOf(areas, rt)
    const number = String(i + 1).padStart(5, '0')
    const uplinkId = `upl-${number}`
    const uplinkDetails = { isp: ['telkom', 'biznet', 'iconnet'][i % 3] ?? '', tech: 'fiber' }
    const where = path.map((id) => areas.get(id)?.name).slice(1)
    const state = stateOf(i)
    targets.push(
      target(
        uplinkId,
        'uplink',
        `Uplink ${where.join(' ')}`,
        rt.id,
        path,
        i,
        state,
        now,
        uplinkDetails,
      ),
    )
    for (; nvrs < Math.round((i + 1) * NVRS_PER_UPLINK); nvrs++) {
      const id = `nvr-${String(nvrs + 1).padStart(5, '0')}`
      const below = state === 'down' ? 'unreachable' : stateOf(nvrs * 3 + 1)
      const details = { vendor: 'hikvision', model: 'DS-7104NI-Q1', slots: 4 }
      targets.push({
        ...target(
          id,
          'nvr',
          `NVR ${where.join(' ')}`,
          rt.id,
          path,
          100_000 + nvrs,
          below,
          now,
          details,
        ),
        parent: uplinkId,
      })
    }
  }
  targets.push(...nodes(now), ...cameras(targets, now))
  return { areas, targets, byId: new Map(targets.map((one) => [one.id, one])) }
}

function nodes(now: number): FakeTarget[] {
  return Array.from({ length: NODES }, (_, i) => ({
    id: `isp-${i + 1}`,
    kind: 'node',
    name: `Telkom ${i + 1}`,
    owner: 'telkom',
    address: `10.0.0.${i + 1}`,
    state: 'up',
    reason: 'answers',
    since: now - 7_200_000,
    rttUs: 900,
    path: [],
    details: { nodeKind: 'isp_node' },
  }))
}

/** Named as the NVR that they hang on is, and with an id that sorts before it. */
function cameras(targets: readonly FakeTarget[], now: number): FakeTarget[] {
  return targets
    .filter(({ kind }) => kind === 'nvr')
    .filter((_, i) => i % NVRS_PER_CAMERA === 0)
    .map(({ id, name, area, path }, i) => ({
      id: `cam-${id.slice(-5)}`,
      kind: 'camera',
      name: name.replace('NVR', 'CCTV'),
      ...(area === undefined ? {} : { area }),
      owner: 'kecamatan',
      parent: id,
      state: 'unknown',
      reason: 'never-asked',
      since: now - 7_200_000,
      path,
      details: { slot: 1, class: CAMERA_CLASSES[i % CAMERA_CLASSES.length] ?? 'rt' },
    }))
}

function buildAreas(): ReadonlyMap<string, FakeArea> {
  const areas = new Map<string, FakeArea>()
  const add = (id: string, name: string, level: string, parent?: string): string => {
    areas.set(id, { id, name, level, ...(parent === undefined ? {} : { parent }) })
    return id
  }
  for (const [name, kelurahan] of KECAMATAN) {
    const slug = add(name.toLowerCase().replace(' ', '-'), name, 'kecamatan')
    for (let k = 1; k <= kelurahan; k++) {
      const kel = add(`${slug}.k${k}`, `${name} ${k}`, 'kelurahan', slug)
      for (let w = 1; w <= RW_EACH; w++) {
        const rw = add(`${kel}.rw${w}`, `RW ${w}`, 'rw', kel)
        for (let t = 1; t <= RT_EACH; t++) add(`${rw}.rt${t}`, `RT ${t}`, 'rt', rw)
      }
    }
  }
  return areas
}

function pathOf(areas: ReadonlyMap<string, FakeArea>, area: FakeArea): string[] {
  const parent = areas.get(area.parent ?? '')
  return [...(parent === undefined ? [] : pathOf(areas, parent)), area.id]
}

const REASONS: Readonly<Partial<Record<State, Reason>>> = {
  up: 'answers',
  degraded: 'part-lost',
  down: 'all-lost',
  unreachable: 'parent-down',
  unknown: 'never-asked',
}

/** Mostly up; a share of every other state so that each is seen. */
function stateOf(i: number): State {
  if (i % 89 === 7) return 'down'
  if (i % 61 === 3) return 'degraded'
  if (i % 997 === 5) return 'unknown'
  if (i % 499 === 9) return 'maintenance'
  if (i % 401 === 11) return 'suspended'
  return 'up'
}

function target(
  id: string,
  kind: string,
  name: string,
  area: string,
  path: readonly string[],
  number: number,
  state: State,
  now: number,
  details: Readonly<Record<string, string | number>>,
): FakeTarget {
  const n = number + 2
  return {
    id,
    kind,
    name,
    area,
    owner: kind === 'uplink' ? 'diskominfo' : 'kecamatan',
    address: `127.${(n >> 16) + 16}.${(n >> 8) & 255}.${n & 255}`,
    state,
    reason: REASONS[state] ?? 'answers',
    since: now - (((number * 7919) % 7200) + 60) * 1000,
    ...(state === 'up' ? { rttUs: 1240 } : {}),
    path,
    details,
  }
}
