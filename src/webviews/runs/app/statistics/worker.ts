import { type Asked, type Told, workOn } from '../../../../model/charts/statistics';

/** Works on one task and says how far it is; whoever wants nothing more of it ends the whole worker. */
const port = globalThis as unknown as {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(told: Told): void;
};

const tellMs = 100;

port.onmessage = ({ data }) => {
  const work = workOn(data);
  let told = 0;
  for (;;) {
    const next = work.next();
    if (next.done === true) return port.postMessage({ result: next.value });
    if (performance.now() - told < tellMs) continue;
    told = performance.now();
    port.postMessage({ share: next.value });
  }
};
