import { build } from 'esbuild';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { external } from '../../../scripts/lib/external.mjs';
import { root } from '../../../scripts/lib/paths.mjs';

const budgetBytes = 150 * 1024;

describe('what the editor loads when it activates the extension', () => {
  it('is small and holds none of the heavy libraries', async () => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [join(root, 'src/extension.ts')],
      outdir: join(root, 'dist'),
      bundle: true,
      write: false,
      metafile: true,
      minify: true,
      splitting: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      external,
      alias: { '@gitbeaker/rest': '@gitbeaker/core' },
      logLevel: 'silent',
    });
    const loaded = new Set<string>();
    const follow = (output: string): void => {
      if (loaded.has(output)) return;
      loaded.add(output);
      for (const { kind, path } of metafile.outputs[output]?.imports ?? [])
        if (kind === 'import-statement' && path in metafile.outputs) follow(path);
    };
    follow('dist/extension.js');
    const outputs = [...loaded].map((name) => metafile.outputs[name]!);
    const packages = outputs
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([name, { bytesInOutput }]) => bytesInOutput > 0 && name.includes('node_modules/'))
      .map(([name]) => name.replace(/.*node_modules\/((?:@[^/]+\/)?[^/]+).*/, '$1'));
    expect([...new Set(packages)]).toEqual([]);
    expect(outputs.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(budgetBytes);
  });
});
