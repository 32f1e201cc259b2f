// Puts this thread into a network namespace: sockets that it opens from then on belong there.
import { closeSync, openSync } from 'node:fs'
import koffi from 'koffi'
import type { Netns } from './netns.ts'

const libc = koffi.load(null)
const setns = libc.func('int setns(int fd, int kind)')
const CLONE_NEWNET = 0x4000_0000

/** Gives the way back. Threads of libuv (files, host names) stay where they are. Needs root. */
export function enterNetns(ns: Netns): () => void {
  const home = openSync('/proc/thread-self/ns/net', 'r')
  go(openSync(`/run/netns/${ns.name}`, 'r'))
  return () => go(home)
}

function go(fd: number): void {
  const failed = setns(fd, CLONE_NEWNET) !== 0
  const errno = koffi.errno()
  closeSync(fd)
  if (failed) throw new Error(`setns: errno ${errno}`)
}
