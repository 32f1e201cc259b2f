// The way into the city's network: none, AWS's own VPN, or a gateway of ours that speaks WireGuard.
import * as pulumi from '@pulumi/pulumi'
import { makeVpn } from './link/vpn.ts'
import { makeWireguard } from './link/wireguard.ts'
import type {
  CityLinkOutputs,
  NetworkOutputs,
  SecretOutputs,
  StackContext,
  StorageOutputs,
  Watched,
} from './parts.ts'

export interface CityLinkArgs {
  readonly network: NetworkOutputs
  readonly secrets: SecretOutputs
  readonly storage: StorageOutputs
}

export class CityLink extends pulumi.ComponentResource implements CityLinkOutputs {
  readonly networks: readonly string[]
  readonly cityConfiguration: pulumi.Output<string>
  readonly anchors: readonly string[]
  readonly watched: readonly Watched[]

  constructor(ctx: StackContext, args: CityLinkArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('ronda:infra:CityLink', `${ctx.name}-link`, {}, opts)
    const made = this.#make(ctx, args)
    this.networks = made.networks
    this.cityConfiguration = made.cityConfiguration
    this.anchors = made.anchors
    this.watched = made.watched
    this.registerOutputs({ cityConfiguration: this.cityConfiguration })
  }

  #make(ctx: StackContext, args: CityLinkArgs): CityLinkOutputs {
    const { link } = ctx.config
    switch (link.type) {
      case 'none':
        return {
          networks: [],
          cityConfiguration: pulumi.output('# This stack has no link into the city.\n'),
          anchors: [],
          watched: [],
        }
      case 'vpn':
        return makeVpn(ctx, this, args.network, link)
      case 'wireguard':
        return makeWireguard(ctx, this, args, link)
    }
  }
}
