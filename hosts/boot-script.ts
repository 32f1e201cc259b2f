// A host as a script that makes a fresh Debian into it, and changes nothing on a machine that is one already.
import { TOOLS } from './boot-tools.ts'
import type { AptSource, Download, Host, HostFile } from './host.ts'
import { shellQuoted } from './shell-quoted.ts'

export interface BootOptions {
  /** Files are taken from the folder `files` beside the script, where people can read them; else they are inside. */
  readonly beside?: boolean
}

/**
 * Bash, to be run as root on Debian 12, as often as wanted. Says each change in a line, then how many there were; ends
 * with 0 when the host is well, else with 1 and a line that begins `boot NAME: FAILED to`. Where systemd does not run (a
 * chroot, an image that is being made) units are enabled, not started, and nothing is asked how it is. Throws where a
 * file's text does not end with a line end.
 */
export function bootScriptOf(host: Host, { beside = false }: BootOptions = {}): string {
  const { name, sources, packages, users, folders, files, downloads, steps, units } = host
  return [
    '#!/bin/bash',
    `# Makes this machine the host ${name} of Ronda. Made by a program: change what it is made of, not this file.`,
    `readonly name=${shellQuoted(name)}`,
    TOOLS,
    ...section('add sources of packages', sources.map(sourceLine)),
    ...section(
      'install packages',
      packages.length > 0 ? [words('install_packages', ...packages)] : [],
    ),
    ...section(
      'make users',
      users.map((user) => words('user', user.name, user.home, ...user.groups)),
    ),
    ...section(
      'make folders',
      folders.map((one) => words('folder', one.path, one.owner, one.mode.replace(/^0/, ''))),
    ),
    ...section(
      'write files',
      files.map((file) => (beside ? besideLine(file) : insideLines(file))),
    ),
    ...section('unpack archives', downloads.map(downloadLine)),
    ...steps.flatMap(({ says, shell }) => section(says, [shell])),
    ...section('remove files of earlier runs', ['forget_old_files']),
    ...section('start units', [words('start_units', ...units)]),
    'well() {',
    host.well === '' ? ':' : host.well,
    '}',
    ...section('be well', [`wait_until_well ${host.wellWithinS}`]),
    'exit 0',
    '',
  ].join('\n')
}

/** Of files that stand beside the script. */
export function besidePath({ path }: HostFile): string {
  return `files${path}`
}

function section(doing: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `doing=${shellQuoted(doing)}`, ...lines]
}

function words(...all: readonly string[]): string {
  return all.map(shellQuoted).join(' ')
}

function sourceLine({ name, keyUrl, keySha256, line }: AptSource): string {
  const keyring = `/etc/apt/keyrings/${name}.asc`
  return words('source_of', name, keyUrl, keySha256, keyring, line.replaceAll('{keyring}', keyring))
}

function besideLine(file: HostFile): string {
  return `${putWords(file)} < "$here"/${shellQuoted(besidePath(file))}`
}

function insideLines(file: HostFile): string {
  const { path, text } = file
  if (!text.endsWith('\n')) throw new Error(`${path} does not end with a line end`)
  if (text.includes('\0')) throw new Error(`${path} holds a NUL`)
  let end = 'END'
  while (text.split('\n').includes(end)) end += '_'
  return `${putWords(file)} <<'${end}'\n${text}${end}`
}

function putWords({ path, mode, owner }: HostFile): string {
  return words('put', path, mode, owner)
}

function downloadLine({ url, sha256, into, strip = 0, link }: Download): string {
  return words('unpack', url, sha256, into, String(strip), ...(link === undefined ? [] : [link]))
}
