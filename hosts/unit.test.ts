import { expect, test } from 'vitest'
import { unitText } from './unit.ts'

test('writes a unit with every value as it was meant', () => {
  const text = unitText({
    says: 'A unit.',
    sections: {
      Unit: { Description: '100% of it', StartLimitIntervalSec: 0 },
      Service: {
        NoNewPrivileges: true,
        Environment: { set: { A: 'one', B: 'a "b" $c \\ 5%' } },
        ExecStartPre: [{ as: '+', run: ['/bin/first'] }, { run: ['/bin/echo', '$HOME', ';', ''] }],
        ExecStart: '',
      },
    },
  })
  expect(text).toBe(
    [
      '# A unit.',
      '[Unit]',
      'Description=100%% of it',
      'StartLimitIntervalSec=0',
      '',
      '[Service]',
      'NoNewPrivileges=yes',
      'Environment=A=one',
      'Environment="B=a \\"b\\" $c \\\\ 5%%"',
      'ExecStartPre=+/bin/first',
      'ExecStartPre=/bin/echo "$$HOME" ";" ""',
      'ExecStart=',
      '',
    ].join('\n'),
  )
})

test('refuses what no escape keeps on its line', () => {
  const unit = { says: 'A unit.', sections: { Unit: { Description: 'a\nExecStart=/bin/sh' } } }
  expect(() => unitText(unit)).toThrow('control character: "a\\nExecStart=/bin/sh"')
})
