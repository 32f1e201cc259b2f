// Two jobs only: rules that need types, and which folder may import which (and which package lives where).
// Biome does formatting and every other rule. ARCHITECTURE.md shows the same table to people.
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'

// folder -> what it may import from other folders; 'store/schema/' is a folder in it, 'probes/result.ts' a file.
export const MAY_IMPORT = {
  texts: ['fleet/state.ts', 'fleet/condition.ts', 'fleet/feed-condition.ts'],
  fleet: [],
  probes: ['fleet'],
  city: [
    'fleet',
    'probes/probe.ts',
    'probes/result.ts',
    'probes/icmp/echo-socket.ts',
    'probes/auth/',
  ],
  incidents: ['fleet', 'probes/result.ts', 'probes/feeds/verdict.ts'],
  store: ['fleet', 'probes/result.ts', 'incidents/incident.ts'],
  alerts: ['fleet', 'texts', 'incidents/incident.ts', 'store/schema/', 'store/outbox.ts'],
  dashboards: ['fleet', 'texts', 'store/schema/', 'alerts/policy/', 'alerts/rules/'],
  reports: ['fleet', 'texts', 'store'],
  console: [
    'fleet',
    'texts',
    'incidents/incident.ts',
    'store/store.ts',
    'store/outbox.ts',
    'store/schema/tiers.ts',
    'store/series/status.ts',
    'store/spool/spool.ts',
  ],
  hosts: ['fleet'],
  infra: ['fleet', 'hosts', 'alerts/policy/', 'alerts/rules/', 'dashboards', 'store/schema/'],
  cli: [
    'fleet',
    'texts',
    'probes',
    'city',
    'incidents',
    'store',
    'alerts',
    'dashboards',
    'reports',
    'console',
    'hosts',
  ],
}

// package prefix -> folders it may be imported in (test/ and bench/ may import anything)
export const HOME = {
  '@pulumi/': ['infra'],
  '@grafana/': ['dashboards', 'alerts'],
  koffi: ['probes'],
  'net-ping': ['probes'],
  'fast-xml-parser': ['probes'],
  'hls-parser': ['probes'],
  'node:sqlite': ['store'],
  influx: ['store'],
  yaml: ['fleet', 'cli', 'dashboards', 'infra'],
  'csv-parse': ['fleet'],
  nodemailer: ['alerts'],
  hono: ['console'],
  '@hono/': ['console'],
  preact: ['console'],
  uplot: ['console'],
  vite: ['console'],
  pino: ['cli'],
  'node-cron': ['cli'],
}

const FOLDERS = [...Object.keys(MAY_IMPORT), 'test', 'bench']
const escaped = (s) => s.replace(/[.]/g, '\\.')

const layers = Object.entries(MAY_IMPORT).map(([folder, allowed]) => ({
  files: [`${folder}/**/*.{ts,tsx}`],
  ignores: ['**/*.test.ts'],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...FOLDERS.filter((f) => f !== folder && !allowed.includes(f)).map((f) => {
            const parts = allowed
              .filter((a) => a.startsWith(`${f}/`))
              .map((a) => escaped(a.slice(f.length + 1)) + (a.endsWith('.ts') ? '$' : ''))
            return {
              regex: `^(\\.\\./)+${f}/${parts.length ? `(?!${parts.join('|')})` : ''}`,
              message: `${folder}/ may import only: ${allowed.join(', ') || 'nothing from other folders'}`,
            }
          }),
          ...Object.entries(HOME)
            .filter(([, homes]) => !homes.includes(folder))
            .map(([name, homes]) => ({
              regex: `^${name}${name.endsWith('/') ? '' : '(/|$)'}`,
              message: `${name} lives only in ${homes}`,
            })),
        ],
      },
    ],
  },
}))

export default defineConfig(
  { ignores: ['node_modules', 'console/web/dist', '**/testdata'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  ...layers,
)
