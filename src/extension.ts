import type * as vscode from 'vscode';
import { createApp } from './app';
import { createHost } from './host/host';

export function activate(context: vscode.ExtensionContext): void {
  const host = createHost(context);
  // Disposed in reverse: the product first, then what it stands on.
  context.subscriptions.push(host, createApp(host));
}
