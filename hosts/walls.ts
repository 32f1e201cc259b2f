// What a program of ours may not do on its host, whatever gets into it: keys of systemd's [Service].
import type { Unit } from './unit.ts'

/** Memory that is written and run is not among them: V8 needs it. */
export const WALLS = {
  NoNewPrivileges: true,
  ProtectSystem: 'strict',
  ProtectHome: true,
  PrivateTmp: true,
  PrivateDevices: true,
  ProtectClock: true,
  ProtectHostname: true,
  ProtectControlGroups: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  RestrictAddressFamilies: 'AF_INET AF_INET6 AF_UNIX AF_NETLINK',
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  LockPersonality: true,
  SystemCallArchitectures: 'native',
  SystemCallFilter: '@system-service',
} as const satisfies Unit['sections'][string]
