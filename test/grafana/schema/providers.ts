// dashboards/*.yaml, after pkg/services/provisioning/dashboards/types.go (configV1).
import { z } from 'zod'

export const providersFile = z.strictObject({
  apiVersion: z.literal(1),
  providers: z.array(
    z.strictObject({
      name: z.string().min(1),
      type: z.literal('file').optional(),
      orgId: z.number().int().min(1).optional(),
      folder: z.string().optional(),
      folderUid: z.string().optional(),
      editable: z.boolean().optional(),
      disableDeletion: z.boolean().optional(),
      updateIntervalSeconds: z.number().int().optional(),
      allowUiUpdates: z.boolean().optional(),
      options: z.strictObject({
        path: z.string().startsWith('/'),
        foldersFromFilesStructure: z.boolean().optional(),
      }),
    }),
  ),
})
