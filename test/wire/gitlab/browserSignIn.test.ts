import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { never } from '../../../src/base/wait';
import { signInWithBrowser } from '../../../src/gitlab/auth/browserSignIn';
import { registeredRedirect } from '../../../src/model/oauth';
import { Browser } from '../sandbox-gitlab/browser';
import { removeCertificates, testGitLab, type TestGitLab } from '../sandbox-gitlab/support';

const application = {
  clientId: 'e'.repeat(64),
  name: 'Editor',
  redirectUris: [registeredRedirect],
  scopes: ['api'],
  confidential: false,
};

let gitlab: TestGitLab;
beforeAll(async () => {
  gitlab = await testGitLab({ applications: [application], relativeUrlRoot: '/gitlab' });
});
afterAll(async () => {
  await gitlab[Symbol.asyncDispose]();
  await removeCertificates();
});

/** Where the browser was sent to in the end. */
async function signIn(reach: (url: string) => Promise<string>): Promise<string> {
  let back = '';
  const tokens = await signInWithBrowser(
    {
      baseUrl: gitlab.url,
      clientId: application.clientId,
      ca: gitlab.ca,
      reach,
      async open(page) {
        const browser = new Browser(gitlab);
        await browser.signIn('anna', gitlab.passwords['anna']?.reveal() ?? '');
        await browser.open(page.slice(gitlab.url.length));
        const answer = await browser.submit('/oauth/authorize', { decision: 'allow' });
        back = answer.headers['location'] ?? '';
        await fetch(back);
      },
    },
    never,
  );
  expect(tokens.refresh).toBeDefined();
  return new URL(back).port;
}

/** As the editor forwards a port of a remote machine to the user's. */
async function forward(port: number): Promise<Server> {
  const server = createServer((socket) => {
    const there = connect(port, '127.0.0.1');
    socket.pipe(there).pipe(socket);
    socket.on('error', () => there.destroy());
    there.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

it('comes back by the port that the editor forwards, under a GitLab with a path', async () => {
  let forwarding: Server | undefined;
  const port = await signIn(async (url) => {
    forwarding = await forward(Number(new URL(url).port));
    const seen = new URL(url);
    seen.port = String((forwarding.address() as AddressInfo).port);
    return seen.toString();
  });
  expect(Number(port)).toBe((forwarding?.address() as AddressInfo).port);
  await new Promise((resolve) => forwarding?.close(resolve));
});

it.each([
  ['https://forwarded.example.net/gitlab-mlops/callback'],
  ['http://localhost:8080/proxy/1234/'],
  ['nonsense'],
])('keeps to this machine’s own address when the editor answers %s', async (answer) => {
  let own = '';
  const port = await signIn((url) => {
    own = new URL(url).port;
    return Promise.resolve(answer);
  });
  expect(port).toBe(own);
});
