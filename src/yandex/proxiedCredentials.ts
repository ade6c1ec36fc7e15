import { type SecureContext } from 'node:tls';
import { ChannelCredentials } from '@grpc/grpc-js';
import { type Proxy } from '../model/proxy';
import { tunnelOver } from '../net/tunnel';

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;
type Arguments = Parameters<ChannelCredentials['_createSecureConnector']>;

/**
 * TLS with a server behind a proxy, for a channel whose address is the proxy's. grpc-js has a way of its own, which
 * knows only the environment's proxies, none with TLS, and asks by way of `http`, which the editor bends for
 * extensions.
 */
export class ProxiedCredentials extends ChannelCredentials {
  constructor(
    private readonly inner: ChannelCredentials,
    private readonly proxy: Proxy,
    private readonly to: { readonly host: string; readonly port: number },
    private readonly trust: SecureContext,
  ) {
    super();
  }

  _isSecure(): boolean {
    return true;
  }

  _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  _createSecureConnector(_target: Arguments[0], ...rest: [Arguments[1], Arguments[2]?]): Connector {
    const { host, port } = this.to;
    // The certificate has to be the server's, not the proxy's.
    const target = { scheme: 'dns', path: `${host}:${port}` };
    const connector = this.inner._createSecureConnector(target, ...rest);
    return {
      connect: async (socket) =>
        connector.connect(await tunnelOver(socket, this.proxy, this.to, this.trust)),
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  }
}
