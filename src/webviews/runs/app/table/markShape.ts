import { type RunMark } from '../../../../model/runColors';

const space = 'http://www.w3.org/2000/svg';
type Geometry = readonly [tag: string, attributes: Readonly<Record<string, string>>];
const geometry: Readonly<Record<RunMark['shape'], Geometry>> = {
  circle: ['circle', { cx: '5', cy: '5', r: '4' }],
  square: ['rect', { x: '1.2', y: '1.2', width: '7.6', height: '7.6' }],
  triangle: ['path', { d: 'M5 0.8 9.4 9H.6Z' }],
  diamond: ['path', { d: 'M5 .8 9.2 5 5 9.2.8 5Z' }],
};

/** A run's shape in its colour, 10 by 10; what `Mark` is for pages that are drawn by components. */
export function markShape({ shape, color }: RunMark): SVGElement {
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'mark');
  svg.setAttribute('viewBox', '0 0 10 10');
  svg.setAttribute('aria-hidden', 'true');
  const [tag, attributes] = geometry[shape];
  const drawn = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
  const hollow = shape === 'diamond';
  drawn.style.fill = hollow ? 'none' : color;
  if (hollow) drawn.style.stroke = color;
  svg.append(drawn);
  return svg;
}
