// The unit of a worker that sees to the tokens of a database of Timestream before the program starts.
import type { HostFile } from '../../hosts/host.ts'
import { forgetFresh } from '../../hosts/secrets-at-boot.ts'
import type { TokenPlan } from '../../hosts/series-tokens.ts'
import { unitText } from '../../hosts/unit.ts'

export const TOKENS_UNIT = 'ronda-tokens.service'
const PLAN = '/etc/ronda/series-tokens.json'
const RELEASE = '/opt/ronda/current'
const FOLDER = 'ronda-tokens'
const WAIT_MS = 60_000
const PAUSE_MS = 3000
/** The wait for the database, and each question to it and to AWS at its slowest. */
const WITHIN_S = 180
const AGAIN_S = 60

export type TokensOfStack = Omit<TokenPlan, 'folder' | 'waitMs' | 'pauseMs'>

/**
 * Files of the unit and of what ties `unit`, the program, to it: the program fetches its secrets afterwards. It starts
 * where tokens cannot be made too, because its spool keeps what is measured; then it is tried again each minute, and the
 * program is started again once they are there.
 */
export function tokenFiles(plan: TokensOfStack, unit: string): HostFile[] {
  const file = (path: string, text: string) => ({ path, text, mode: '0644', owner: 'root:root' })
  const whole: TokenPlan = {
    ...plan,
    ...{ folder: `/run/${FOLDER}`, waitMs: WAIT_MS, pauseMs: PAUSE_MS },
  }
  return [
    file(PLAN, `${JSON.stringify(whole, undefined, 2)}\n`),
    file(`/etc/systemd/system/${TOKENS_UNIT}`, tokensUnit(unit)),
    file(`/etc/systemd/system/${unit}.d/tokens.conf`, afterTokens()),
  ]
}

function tokensUnit(unit: string): string {
  const node = `${RELEASE}/node_modules/.bin/node`
  return unitText({
    says: 'Tokens of the database of time series, made once.',
    sections: {
      Unit: {
        Description: 'Tokens of the database of Ronda',
        Wants: 'network-online.target',
        After: 'network-online.target',
        StartLimitIntervalSec: 0,
      },
      Service: {
        Type: 'oneshot',
        RemainAfterExit: true,
        ExecStart: { run: [node, `${RELEASE}/hosts/series-tokens-main.ts`, PLAN] },
        // A program that started without them has the wrong ones; one that waits for this is not running yet, and must
        // not take those that were fetched beforehand for it.
        ExecStartPost: [
          forgetFresh({ type: 'aws' }),
          { run: ['/bin/systemctl', '--no-block', 'try-restart', unit] },
        ],
        Environment: { set: { AWS_PAGER: '', AWS_MAX_ATTEMPTS: '3' } },
        RuntimeDirectory: FOLDER,
        RuntimeDirectoryMode: '0700',
        TimeoutStartSec: WITHIN_S,
        Restart: 'on-failure',
        RestartSec: AGAIN_S,
        NoNewPrivileges: true,
        ProtectSystem: 'strict',
        ProtectHome: true,
        PrivateTmp: true,
        UMask: '0077',
      },
    },
  })
}

function afterTokens(): string {
  return unitText({
    says: 'The program reads its token when it starts.',
    sections: { Unit: { Wants: TOKENS_UNIT, After: TOKENS_UNIT } },
  })
}
