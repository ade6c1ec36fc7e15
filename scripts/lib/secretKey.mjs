// @ts-check
/**
 * Loaded into the VS Code server before its own code. The page seals secrets with a key of which the server keeps one
 * half; that half is asked for with a POST that this build leaves to a wrapper we do not use. Without an answer secrets
 * would be lost at each reload.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Server } from 'node:http';

const file = process.env.MLOPS_SECRET_KEY_FILE;
const keyBytes = 32;

/** @returns {Buffer} */
function serverHalf() {
  if (!file) return randomBytes(keyBytes);
  if (!existsSync(file)) writeFileSync(file, randomBytes(keyBytes), { mode: 0o600, flag: 'wx' });
  return readFileSync(file);
}

if (file) {
  const key = serverHalf();
  const emit = Server.prototype.emit;
  Server.prototype.emit = function (/** @type {string} */ event, /** @type {any[]} */ ...args) {
    const [request, response] = args;
    if (event === 'request' && request.method === 'POST') {
      const path = String(request.url).split('?')[0] ?? '';
      if (path.endsWith('/mint-key')) {
        response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(key);
        return true;
      }
    }
    return Reflect.apply(emit, this, [event, ...args]);
  };
}
