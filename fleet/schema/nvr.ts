// nvrs.csv: the recorders, and where their credentials are to be read.
import { z } from 'zod'
import { type AreaId, NVR_VENDORS, type Nvr, type OwnerId, type TargetId } from '../model.ts'
import type { SecretReference } from '../secret.ts'
import { fault } from './fault.ts'
import { address, id, label, secretReference, user, whole, word } from './fields.ts'
import { defineKind } from './kind.ts'

/** The estate's NVRs have 4 slots (the city's own figure); the largest recorders on the market have 256. */
const DEFAULT_SLOTS = 4
const MOST_SLOTS = 256
/** RTSP 554 (RFC 2326), rtsps 322 (IANA), HTTP 80, https 443. */
const PORTS = { plain: { rtsp: 554, http: 80 }, tls: { rtsp: 322, http: 443 } } as const
const port = whole(1, 65_535)

const schema = z
  .strictObject({
    id,
    name: label.optional(),
    owner: id,
    vendor: word(NVR_VENDORS),
    model: label.optional(),
    address,
    area: id,
    uplink: id,
    slots: whole(1, MOST_SLOTS).optional(),
    rtsp_port: port.optional(),
    http_port: port.optional(),
    tls: word(['yes', 'no']).optional(),
    user: user.optional(),
    password: secretReference.optional(),
  })
  .refine((row) => (row.user === undefined) === (row.password === undefined), {
    error: () => fault('only one of user and password', 'write both or neither'),
    when: () => true,
  })

export const nvrKind = defineKind(
  'nvrs',
  'NVR',
  schema,
  (row): Nvr => ({
    kind: 'nvr',
    id: row.id as TargetId,
    name: row.name ?? row.id,
    owner: row.owner as OwnerId,
    vendor: row.vendor,
    model: row.model ?? '',
    address: row.address,
    area: row.area as AreaId,
    uplink: row.uplink as TargetId,
    slots: row.slots ?? DEFAULT_SLOTS,
    rtspPort: row.rtsp_port ?? PORTS[row.tls === 'yes' ? 'tls' : 'plain'].rtsp,
    httpPort: row.http_port ?? PORTS[row.tls === 'yes' ? 'tls' : 'plain'].http,
    tls: row.tls === 'yes',
    ...(row.user === undefined || row.password === undefined
      ? {}
      : { credentials: { user: row.user, password: row.password as SecretReference } }),
  }),
)
