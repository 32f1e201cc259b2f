// Turns the sites of the synthetic city into uplinks, NVRs and cameras.
import {
  type Camera,
  type Nvr,
  type NvrVendor,
  type TargetId,
  UPLINK_TECHS,
  type Uplink,
} from '../model.ts'
import type { Random } from '../random.ts'
import type { SecretReference } from '../secret.ts'
import { addressIn, FEED_PORT } from './addresses.ts'
import type { Ward } from './areas.ts'
import type { Attachment, Isp } from './isp-nodes.ts'
import { ispNodeId } from './nodes.ts'
import { CITY_OWNER, cameraOwner } from './owners.ts'
import { SHAPE } from './shape.ts'
import type { LineSite, NvrSite } from './sites.ts'

export interface Lines {
  readonly uplinks: Uplink[]
  readonly nvrs: Nvr[]
  readonly cameras: Camera[]
}

export function buildLines(
  sites: readonly LineSite[],
  attachments: readonly Attachment[],
  random: Random,
): Lines {
  const lines: Lines = { uplinks: [], nvrs: [], cameras: [] }
  for (const [position, site] of sites.entries()) {
    const uplink = uplinkOf(site, attachments[position] ?? { isp: 0, node: 0 }, position, random)
    lines.uplinks.push(uplink)
    for (const [n, nvrSite] of site.nvrs.entries()) {
      addNvr(lines, uplink, site.ward, site.rt + n, nvrSite, random)
    }
  }
  return lines
}

function uplinkOf(site: LineSite, at: Attachment, position: number, random: Random): Uplink {
  const isp = SHAPE.isps[at.isp] as Isp
  const rt = rtAt(site.ward, site.rt)
  const shares: Readonly<Record<string, number | undefined>> = isp.tech
  return {
    kind: 'uplink',
    id: `ul-${digits(position + 1, 4)}` as TargetId,
    name: rt.label,
    owner: CITY_OWNER,
    isp: isp.id,
    tech: UPLINK_TECHS[random.weighted(UPLINK_TECHS.map((tech) => shares[tech] ?? 0))] ?? 'fiber',
    address: addressIn('uplinks', position),
    area: rt.area.id,
    parent: ispNodeId(at.isp, at.node),
    anchors: [],
  }
}

type Vendor = (typeof SHAPE.vendors)[number]

function addNvr(
  { nvrs, cameras }: Lines,
  uplink: Uplink,
  ward: Ward,
  rtIndex: number,
  site: NvrSite,
  random: Random,
): void {
  const vendor = SHAPE.vendors[random.weighted(SHAPE.vendors.map(({ share }) => share))] as Vendor
  const rt = rtAt(ward, rtIndex)
  const owner = cameraOwner(site.class, ward.kecamatan.id)
  const nvr: Nvr = {
    kind: 'nvr',
    id: `nvr-${digits(nvrs.length + 1, 4)}` as TargetId,
    name: rt.label,
    owner,
    vendor: vendor.vendor as NvrVendor,
    model: random.pick(vendor.models),
    address: addressIn('nvrs', nvrs.length),
    area: rt.area.id,
    uplink: uplink.id,
    slots: SHAPE.totals.slotsPerNvr,
    rtspPort: FEED_PORT,
    httpPort: FEED_PORT,
    tls: false,
    credentials: {
      user: 'ronda',
      password: `env:RONDA_NVR_${vendor.vendor.toUpperCase()}` as SecretReference,
    },
  }
  nvrs.push(nvr)
  for (const slot of slotsOf(site.cameras, nvr.slots, random)) {
    // An NVR serves its own RT first; further cameras look over neighbouring ones.
    const seen = rtAt(ward, rtIndex + (random.next() < 0.7 ? 0 : slot - 1))
    cameras.push({
      kind: 'camera',
      id: `cam-${digits(cameras.length + 1, 5)}` as TargetId,
      name: `${seen.label} ${slot}`,
      owner,
      class: site.class,
      nvr: nvr.id,
      slot,
      area: seen.area.id,
      main: vendor.main.replace('{slot}', String(slot)),
      sub: vendor.sub.replace('{slot}', String(slot)),
    })
  }
}

/** Installers begin at slot 1; one in eight recorders was rewired since. */
function slotsOf(used: number, slots: number, random: Random): number[] {
  const all = Array.from({ length: slots }, (_, n) => n + 1)
  const chosen = random.next() < 1 / 8 ? random.shuffled(all) : all
  return chosen.slice(0, used).sort((a, b) => a - b)
}

/** Lines stand only in wards that have RTs; past the last one it begins again. */
function rtAt(ward: Ward, index: number): Ward['rts'][number] {
  return ward.rts[index % ward.rts.length] as Ward['rts'][number]
}

function digits(number: number, width: number): string {
  return String(number).padStart(width, '0')
}
