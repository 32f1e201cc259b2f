// `ronda run`: the worker. Rounds, states, store and console of one city, until Ctrl-C.
import { parseListen } from '../../console/config.ts'
import { RondaError } from '../../fleet/error.ts'
import type { Command } from '../command.ts'
import { type Config, readConfig } from '../config.ts'
import { CONFIG_OPTION } from '../data-folder.ts'
import { createLogger } from '../log.ts'
import { runCity } from '../run/program.ts'

export const command: Command = {
  name: 'run',
  summary:
    'walks the round: asks, decides, keeps, shows; without a configuration the synthetic city',
  usage: '[--config FILE] [--data DIR] [--listen HOST:PORT]',
  example: [
    'ronda run',
    'ronda: Semarang (synthetic: no address outside this machine is asked)',
    '  asks   13,458 addresses every 10 s',
    '  looks  at 14,000 cameras every 5 min, 3,507 of them every 1 min',
    '  keeps  /home/ronda/data/ronda.db',
    '  shows  http://127.0.0.1:8080',
    '  Ctrl-C ends it',
  ].join('\n'),
  options: {
    ...CONFIG_OPTION,
    data: {
      type: 'string',
      value: 'DIR',
      help: 'where to keep everything, instead of data: in the file',
    },
    listen: {
      type: 'string',
      value: 'HOST:PORT',
      help: 'where the page is, instead of console.listen',
    },
  },
  positionals: [0, 0],
  async run({ values }, context) {
    const config = withFlags(
      readConfig(typeof values['config'] === 'string' ? values['config'] : undefined),
      values,
    )
    return await runCity(config, context, createLogger(context, config.log))
  },
}

function withFlags(
  config: Config,
  { data, listen }: Readonly<Record<string, string | boolean | undefined>>,
): Config {
  const where = typeof listen === 'string' ? parseListen(listen) : config.console.listen
  if (where === undefined) {
    throw new RondaError('RND_USAGE', `--listen ${listen} is not HOST:PORT`, {
      remedy: 'as in --listen 127.0.0.1:8081',
    })
  }
  return {
    ...config,
    data: typeof data === 'string' ? data : config.data,
    console: { ...config.console, listen: where },
  }
}
