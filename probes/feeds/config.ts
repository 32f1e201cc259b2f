// The `feeds:` part of ronda.yaml.
import { z } from 'zod'
import { CAMERA_CLASSES } from '../../fleet/model.ts'
import { NVR_LIMITS } from '../nvr/nvr-look.ts'
import { thresholdsSchema } from '../picture/config.ts'
import { STREAM_LIMITS } from '../rtsp/stream-look.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const milliseconds = (least: number, most: number, standard: number) =>
  z.int().min(least).max(most).default(standard)

/** No RTSP URL, option or file name: what starts a child is a name or a path, nothing else. */
const program = z
  .string()
  .regex(/^(none|[A-Za-z0-9_][\w.+-]*|\/[\w./+-]+)$/, 'is no name or absolute path of a program')

export const feedsSchema = z
  .strictObject({
    /** Default: yes. */
    enabled: z.boolean().default(true),
    everyMs: milliseconds(10_000, DAY_MS, 5 * MINUTE_MS),
    criticalEveryMs: milliseconds(5_000, DAY_MS, MINUTE_MS),
    criticalClasses: z.array(z.enum(CAMERA_CLASSES)).max(4).default(['traffic', 'flood']),
    againMs: milliseconds(1_000, HOUR_MS, 30_000),
    inFlight: z.int().min(1).max(1_000).default(200),
    nvrEveryMs: milliseconds(10_000, DAY_MS, 5 * MINUTE_MS),
    storageEveryMs: milliseconds(MINUTE_MS, 7 * DAY_MS, HOUR_MS),
    authAgainMs: milliseconds(MINUTE_MS, DAY_MS, 15 * MINUTE_MS),
    authMostMs: milliseconds(MINUTE_MS, 7 * DAY_MS, 6 * HOUR_MS),
    verifyTls: z.boolean().default(false),
    connectMs: milliseconds(100, MINUTE_MS, STREAM_LIMITS.connectMs),
    replyMs: milliseconds(100, MINUTE_MS, STREAM_LIMITS.replyMs),
    firstDataMs: milliseconds(100, MINUTE_MS, STREAM_LIMITS.firstDataMs),
    keyframeMs: milliseconds(500, 2 * MINUTE_MS, STREAM_LIMITS.keyframeMs),
    totalMs: milliseconds(1_000, 5 * MINUTE_MS, STREAM_LIMITS.totalMs),
    nvrMs: milliseconds(500, MINUTE_MS, NVR_LIMITS.totalMs),
    /** Name or path of ffmpeg, or `none`. */
    decoder: program.default('ffmpeg'),
    decode: z.enum(['suspicious', 'all']).default('suspicious'),
    pictures: z
      .strictObject({
        /** `small`: 64 pixels wide; `off`: none. */
        keep: z.enum(['normal', 'small', 'off']).default('normal'),
        days: z.int().min(1).max(3650).default(30),
      })
      .prefault({}),
    /** Days that raw features of looks are kept. */
    looksDays: z.int().min(1).max(3650).default(14),
    /** Degrees, WGS 84. Default: the middle of the estate's areas. */
    lat: z.number().min(-90).max(90).optional(),
    lon: z.number().min(-180).max(180).optional(),
    thresholds: thresholdsSchema.prefault({}),
  })
  .refine(({ authAgainMs, authMostMs }) => authAgainMs <= authMostMs, {
    path: ['authMostMs'],
    message: 'must not be shorter than authAgainMs',
  })
  .refine(({ keyframeMs, totalMs }) => keyframeMs <= totalMs, {
    path: ['totalMs'],
    message: 'must not be shorter than keyframeMs',
  })
  .refine(({ everyMs, criticalEveryMs }) => criticalEveryMs <= everyMs, {
    path: ['criticalEveryMs'],
    message: 'must not be longer than everyMs: critical cameras are looked at more often',
  })
  .refine(({ lat, lon }) => (lat === undefined) === (lon === undefined), {
    path: ['lat'],
    message: 'stands with lon only: give both or neither',
  })

export type FeedsConfig = z.infer<typeof feedsSchema>
