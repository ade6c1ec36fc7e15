import { type Http } from '../../../src/gitlab/http/http';
import { type HttpAnswer, type HttpRequest } from '../../../src/gitlab/http/request';

export interface RecordedHttp extends Http {
  readonly requests: HttpRequest[];
}

/** Takes requests instead of sending them, to see what would go on the wire. */
export function recordedHttp(answer: (request: HttpRequest) => unknown = () => null): RecordedHttp {
  const requests: HttpRequest[] = [];
  return {
    baseUrl: 'https://gitlab.test',
    requests,
    request(request) {
      requests.push(request);
      return Promise.resolve<HttpAnswer>({
        status: 200,
        headers: {},
        body: Buffer.from(JSON.stringify(answer(request))),
      });
    },
    stream(request) {
      requests.push(request);
      return Promise.reject(new Error('nothing comes'));
    },
    dispose: () => undefined,
  };
}
