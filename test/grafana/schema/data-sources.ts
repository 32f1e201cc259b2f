// datasources/*.yaml, after pkg/services/provisioning/datasources/types.go (configsV1) and the InfluxDB plugin's settings.
import { z } from 'zod'

const influxSettings = z.strictObject({
  version: z.enum(['InfluxQL', 'Flux', 'SQL']).optional(),
  dbName: z.string().min(1),
  httpMode: z.enum(['GET', 'POST']).optional(),
  timeInterval: z
    .string()
    .regex(/^\d+(ms|[smhdw])$/)
    .optional(),
  maxSeries: z.number().int().optional(),
  httpHeaderName1: z.string().min(1).optional(),
  tlsAuth: z.boolean().optional(),
  tlsAuthWithCACert: z.boolean().optional(),
  tlsSkipVerify: z.boolean().optional(),
  serverName: z.string().optional(),
})

const dataSource = z
  .strictObject({
    orgId: z.number().int().min(1).optional(),
    orgName: z.string().optional(),
    version: z.number().int().optional(),
    uid: z.string().regex(/^[a-zA-Z0-9_-]{1,40}$/),
    name: z.string().min(1),
    type: z.literal('influxdb'),
    access: z.enum(['proxy', 'direct']),
    url: z.string().min(1),
    user: z.string().optional(),
    database: z.string().optional(),
    basicAuth: z.boolean().optional(),
    basicAuthUser: z.string().optional(),
    withCredentials: z.boolean().optional(),
    isDefault: z.boolean().optional(),
    correlations: z.array(z.record(z.string(), z.unknown())).optional(),
    jsonData: influxSettings,
    secureJsonData: z.record(z.string(), z.string()).optional(),
    editable: z.boolean().optional(),
  })
  .refine(
    ({ jsonData, secureJsonData }) =>
      (jsonData.httpHeaderName1 === undefined) ===
      (secureJsonData?.['httpHeaderValue1'] === undefined),
    'a header without a value, or a value without a header',
  )

export const dataSourcesFile = z.strictObject({
  apiVersion: z.literal(1),
  prune: z.boolean().optional(),
  datasources: z.array(dataSource),
  deleteDatasources: z
    .array(
      z.strictObject({
        orgId: z.number().optional(),
        orgName: z.string().optional(),
        name: z.string(),
      }),
    )
    .optional(),
})
