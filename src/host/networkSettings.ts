import * as vscode from 'vscode';
import { Secret } from '../base/secret';
import { type ProxySettings } from '../model/proxy';

/**
 * The editor's own settings for proxies. `http.proxyStrictSSL` is not among them: certificates are always checked, and
 * a private authority is added by `mlops.tls.caFile`.
 */
export function proxySettings(): ProxySettings {
  const section = vscode.workspace.getConfiguration('http');
  const text = (key: string): string => {
    const value: unknown = section.get(key);
    return typeof value === 'string' ? value.trim() : '';
  };
  const noProxy: unknown = section.get('noProxy');
  const authorization = text('proxyAuthorization');
  return {
    support: text('proxySupport'),
    proxy: text('proxy'),
    noProxy: Array.isArray(noProxy) ? noProxy.filter((one) => typeof one === 'string') : [],
    authorization: authorization === '' ? undefined : new Secret(authorization),
    environment: process.env,
  };
}
