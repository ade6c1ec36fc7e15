import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const banner = [
  '#!/usr/bin/env node',
  "import { createRequire as __createRequire } from 'node:module';",
  "import { fileURLToPath as __fileURLToPath } from 'node:url';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = __fileURLToPath(import.meta.url);',
  "const __dirname = __fileURLToPath(new URL('.', import.meta.url));",
].join('\n');

/**
 * Builds a program that speaks as Terraform does and makes what an exported configuration asks for in the cloud that
 * its environment names. It ends with its parent. @returns its path
 */
export async function buildTerraformStandIn(folder: string, parent = process.pid): Promise<string> {
  const path = join(folder, 'terraform.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    bundle: true,
    outfile: path,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'error',
    external: ['cpu-features', '*.node', '@opentelemetry/api'],
    banner: { js: banner },
    define: { standInParent: String(parent) },
  });
  await chmod(path, 0o755);
  return path;
}
