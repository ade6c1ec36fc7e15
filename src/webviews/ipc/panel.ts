import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { type Contract, type Handlers } from './contract';
import { pageHtml } from './html';
import { serve, type Server } from './server';

export interface PanelSpec<C extends Contract> {
  /** Bundle in dist/webviews, and part of the view's type. */
  readonly name: string;
  readonly title: string;
  /** File in media/light and media/dark, without `.svg`. */
  readonly icon: string;
  readonly contract: C;
  readonly handlers: Handlers<C>;
  readonly extensionUri: vscode.Uri;
  /** Ctrl+F finds text in it. */
  readonly find?: boolean;
  readonly column?: vscode.ViewColumn;
  /** The tab that the editor brought back, empty. */
  readonly restored?: vscode.WebviewPanel | undefined;
  readonly report: (error: unknown) => void;
}

export interface OpenPanel<C> extends Disposable {
  readonly server: Server<C>;
  readonly onDidClose: Event<void>;
  readonly visible: boolean;
  readonly onDidChangeVisibility: Event<void>;
  reveal(): void;
  setTitle(title: string): void;
}

/** Opens a view in an editor tab and connects its contract. Disposing closes the tab. */
export function openPanel<C extends Contract>(spec: PanelSpec<C>): OpenPanel<C> {
  const owned = new DisposableStore();
  const dist = vscode.Uri.joinPath(spec.extensionUri, 'dist', 'webviews');
  const options = { enableScripts: true, localResourceRoots: [dist] };
  const panel =
    spec.restored ??
    vscode.window.createWebviewPanel(
      `mlops.${spec.name}`,
      spec.title,
      spec.column ?? vscode.ViewColumn.Active,
      { ...options, retainContextWhenHidden: true, enableFindWidget: spec.find ?? false },
    );
  if (spec.restored) panel.webview.options = options;
  const asset = (file: string): string =>
    panel.webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const icon = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(spec.extensionUri, 'media', theme, `${spec.icon}.svg`);
  panel.iconPath = { light: icon('light'), dark: icon('dark') };
  const server = owned.add(
    serve(
      spec.contract,
      spec.handlers,
      {
        mayChange: () => vscode.workspace.isTrusted,
        post: (message) => void panel.webview.postMessage(message),
        onMessage: (listener) => panel.webview.onDidReceiveMessage(listener),
      },
      spec.report,
    ),
  );
  panel.webview.html = pageHtml({
    title: spec.title,
    cspSource: panel.webview.cspSource,
    nonce: randomBytes(16).toString('base64url'),
    scriptUri: asset(`${spec.name}.js`),
    styleUris: [asset('codicon.css'), asset(`${spec.name}.css`)],
  });
  const closed = new vscode.EventEmitter<undefined>();
  const shown = owned.add(new Emitter<void>());
  let { visible } = panel;
  owned.add(
    panel.onDidChangeViewState(({ webviewPanel }) => {
      if (webviewPanel.visible) server.resend();
      if (webviewPanel.visible === visible) return;
      ({ visible } = webviewPanel);
      shown.fire();
    }),
  );
  owned.add(vscode.window.onDidChangeActiveColorTheme(() => server.resend()));
  panel.onDidDispose(() => {
    owned.dispose();
    closed.fire(undefined);
    closed.dispose();
  });
  return {
    server,
    onDidClose: (listener) => closed.event(() => listener()),
    get visible() {
      return visible;
    },
    onDidChangeVisibility: shown.event,
    reveal: () => panel.reveal(),
    setTitle: (title) => {
      panel.title = title;
    },
    dispose: () => void panel.dispose(),
  };
}
