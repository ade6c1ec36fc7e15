import { type Answer, type TestGitLab } from './support';

/** What a browser does on the pages: keeps the cookie, fills in and sends forms. */
export class Browser {
  #cookie: string | undefined;
  page: Answer | undefined;

  constructor(private readonly gitlab: Pick<TestGitLab, 'ask' | 'url'>) {}

  async open(path: string): Promise<Answer> {
    const answer = await this.gitlab.ask('GET', path, { token: null, headers: this.#headers() });
    return this.#follow(answer);
  }

  /** Sends the page's form that goes to `action` with its hidden fields and these values. */
  async submit(action: string, values: Record<string, string> = {}): Promise<Answer> {
    const text = this.page?.text ?? '';
    const form = text
      .split('<form')
      .slice(1)
      .find((one) => one.includes(`action="${this.gitlab.url}${action}"`));
    if (form === undefined) throw new Error(`The page has no form for ${action}:\n${text}`);
    const hidden: Record<string, string> = {};
    for (const [tag] of form.split('</form>')[0]!.matchAll(/<input[^>]*>/g)) {
      const read = (name: string): string =>
        decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');
      const box = read('type') === 'checkbox';
      if (read('name') !== '' && (!box || /\schecked[\s/>]/.test(tag)))
        hidden[read('name')] = read('value');
    }
    const answer = await this.gitlab.ask('POST', action, {
      token: null,
      headers: this.#headers(),
      form: { ...hidden, ...values },
    });
    return this.#follow(answer);
  }

  async signIn(login: string, password: string): Promise<Answer> {
    await this.open('/users/sign_in');
    return this.submit('/users/sign_in', { login, password });
  }

  /** The value of the field with this id. */
  field(id: string): string {
    const tag = new RegExp(`<input[^>]*id="${id}"[^>]*>`).exec(this.page?.text ?? '')?.[0] ?? '';
    return decode(/\svalue="([^"]*)"/.exec(tag)?.[1] ?? '');
  }

  /** Redirects inside the server are followed; one to somewhere else is the answer. */
  async #follow(answer: Answer): Promise<Answer> {
    const cookie = answer.headers['set-cookie']?.split(';')[0];
    if (cookie !== undefined) this.#cookie = cookie;
    this.page = answer;
    const { location } = answer.headers;
    if (answer.status !== 302 || !location?.startsWith(`${this.gitlab.url}/`)) return answer;
    return this.open(location.slice(this.gitlab.url.length));
  }

  #headers(): Record<string, string> {
    return this.#cookie === undefined ? {} : { Cookie: this.#cookie };
  }
}

function decode(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
