// The city's end of a WireGuard link, as a file for wg-quick that holds no secret.

export interface WireguardEnds {
  /** Public address of our gateway. */
  readonly endpoint: string
  readonly port: number
  /** Of the tunnel: ours first, the city's behind it, without lengths. */
  readonly addresses: readonly [string, string]
  /** Length of the tunnel's network. */
  readonly bits: number
  /** Our network: where questions come from. */
  readonly inside: string
  /** Networks of the city, which its gateway forwards to. */
  readonly networks: readonly string[]
  /** Where our public key is written once our gateway runs. */
  readonly keyParameter: string
  readonly region: string
}

/** Stands for our public key until a person has put it there; wg refuses it, which is what it should do. */
export const KEY_PLACEHOLDER = 'PUT-OUR-PUBLIC-KEY-HERE'

export function cityQuickText(ends: WireguardEnds): string {
  const { endpoint, port, addresses, bits, inside, networks, keyParameter, region } = ends
  const [ours, city] = addresses
  return `# The city's end of the link to Ronda: /etc/wireguard/ronda.conf on the city's gateway.
#
# 1. Once: wg genkey > /etc/wireguard/ronda.key (mode 0600). Its public key, from wg pubkey, is link.cityKey of the stack.
# 2. Our public key, below, is in the parameter ${keyParameter} as soon as our gateway runs:
#    aws --region ${region} ssm get-parameter --name ${keyParameter} --query Parameter.Value --output text
# 3. sysctl -w net.ipv4.ip_forward=1 (and in /etc/sysctl.d), then: systemctl enable --now wg-quick@ronda
# 4. Routers of ${networks.join(', ')} need a way to ${inside} by this
#    gateway. Where that cannot be had, take the # from the two lines with masquerade.
[Interface]
Address = ${city}/${bits}
PostUp = wg set %i private-key /etc/wireguard/%i.key
#PostUp = iptables -t nat -A POSTROUTING -s ${inside} ! -o %i -j MASQUERADE
#PostDown = iptables -t nat -D POSTROUTING -s ${inside} ! -o %i -j MASQUERADE

[Peer]
PublicKey = ${KEY_PLACEHOLDER}
Endpoint = ${endpoint}:${port}
AllowedIPs = ${inside}, ${ours}/32
# The city's line may stand behind a translation of addresses, which forgets who is silent.
PersistentKeepalive = 25
`
}
