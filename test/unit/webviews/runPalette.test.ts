import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/lib/paths.mjs';

type Rgb = readonly [number, number, number];

const css = readFileSync(join(root, 'src/webviews/ui/base.css'), 'utf8');
const found = [...css.matchAll(/--run-\d: (#[0-9a-f]{6});/g)].map(([, color]) => color!);

/** What people with a colour blindness see, after Machado, Oliveira and Fernandes (2009), at full strength. */
const sights: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** CIE 1976: 2.3 is just seen between large areas, thin lines need several times that. */
const least = 12;

describe.each([
  ['dark', found.slice(0, 8), ['dark', 'hc-dark']],
  ['light', found.slice(8), ['light', 'hc-light']],
])('the eight colours of runs on %s ground', (_name, colors, themes) => {
  it.each(Object.keys(sights))('are told apart with %s sight', (sight) => {
    expect(colors).toHaveLength(8);
    const seen = colors.map((color) => lab(throughEyes(sights[sight]!, linear(color))));
    const close = seen.flatMap((one, index) =>
      seen.slice(0, index).flatMap((other, before) => {
        const distance = Math.hypot(...one.map((value, axis) => value - other[axis]!));
        return distance < least ? [`${before + 1} and ${index + 1}: ${distance.toFixed(1)}`] : [];
      }),
    );
    expect(close).toEqual([]);
  });

  it.each(themes)('stand out in the theme %s', (theme) => {
    const text = readFileSync(join(root, `test/fixtures/themes/${theme}.json`), 'utf8');
    const ground = /"--vscode-editor-background": "(#[0-9a-f]{6})"/.exec(text)![1]!;
    for (const color of colors) {
      const lights = [luminance(linear(color)), luminance(linear(ground))].sort((a, b) => a - b);
      expect((lights[1]! + 0.05) / (lights[0]! + 0.05), color).toBeGreaterThanOrEqual(3);
    }
  });
});

function linear(color: string): Rgb {
  const part = (from: number): number => {
    const value = parseInt(color.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}

function throughEyes(sight: readonly Rgb[], color: Rgb): Rgb {
  const part = (row: number): number => {
    const sum = sight[row]!.reduce((total, share, axis) => total + share * color[axis]!, 0);
    return Math.max(0, Math.min(1, sum));
  };
  return [part(0), part(1), part(2)];
}

function luminance([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** CIE L*a*b* under D65. */
function lab(color: Rgb): Rgb {
  const [red, green, blue] = color;
  const root3 = (value: number): number =>
    value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
  const x = root3((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = root3(luminance(color));
  const z = root3((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
