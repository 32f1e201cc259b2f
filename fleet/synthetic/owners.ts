// Who looks after what in the synthetic city: semarang.json of the published facts, with one owner for each kecamatan and ISP.
import type { CameraClass, Owner, OwnerId } from '../model.ts'
import { SHAPE } from './shape.ts'

export const CITY_OWNER = 'diskominfo' as OwnerId

export function buildOwners(): Owner[] {
  return [
    owner(CITY_OWNER, 'Dinas Komunikasi dan Informatika', 'uplinks, flood cameras, relay, portal'),
    owner('dishub', 'Dinas Perhubungan', 'traffic cameras'),
    owner('partner', 'Mitra', 'cameras of building and tower owners that are shared with the city'),
    ...SHAPE.isps.map(({ id, name }) => owner(ispOwner(id), name, 'access nodes and lines')),
    ...SHAPE.kecamatan.map(({ id, name }) =>
      owner(`kecamatan-${id}`, `Kecamatan ${name}`, 'NVRs and cameras of its RT'),
    ),
  ]
}

export function ispOwner(isp: string): OwnerId {
  return `isp-${isp}` as OwnerId
}

/** Whoever bought the camera mends it, and the NVR it hangs on. */
export function cameraOwner(kind: CameraClass, kecamatan: string): OwnerId {
  switch (kind) {
    case 'rt':
      return `kecamatan-${kecamatan}` as OwnerId
    case 'traffic':
      return 'dishub' as OwnerId
    case 'partner':
      return 'partner' as OwnerId
    case 'flood':
      return CITY_OWNER
  }
}

function owner(id: string, name: string, looksAfter: string): Owner {
  return { id: id as OwnerId, name, looksAfter }
}
