// The error for a user who may not ping: both rights, how each is granted, and what was tried.
import { RondaError } from '../../fleet/error.ts'

/** `tried`: one sentence for each socket, with its errno. */
export function notAllowed(tried: readonly string[]): RondaError {
  return new RondaError(
    'RND_ICMP_PRIVILEGE',
    'this user may not ping: it has neither CAP_NET_RAW nor a group within net.ipv4.ping_group_range; ' +
      `tried: ${tried.join(', ')}`,
    {
      remedy:
        'as root, either  sysctl -w net.ipv4.ping_group_range="0 2147483647"  (every user may ping)  or  ' +
        `setcap cap_net_raw+ep ${process.execPath}  (CAP_NET_RAW for this Node); ` +
        'in a container --cap-add NET_RAW, or that sysctl',
    },
  )
}
