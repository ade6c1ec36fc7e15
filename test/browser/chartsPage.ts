import { type Browser, type Locator, type Page } from 'playwright-core';
import { type Run } from '../../src/model/run';
import { chartSchema, type KeptChart } from '../../src/stores/keptCharts';
import { runsContract } from '../../src/webviews/runs/contract';
import { openView, type Theme, type View } from './harness';
import { makeRuns } from './runData';
import { keptPlace, runsHost, type RunsHost } from './runsHost';

export interface ChartsPage {
  readonly view: View<typeof runsContract>;
  readonly host: RunsHost;
  readonly page: Page;
  /** The card of a chart, by its title. */
  readonly card: (title: string) => Locator;
}

/** A chart as it is kept; its kind is its id. */
export function chart(kind: KeptChart['kind'], parts: Partial<KeptChart> = {}): KeptChart {
  return { ...chartSchema.parse({ id: kind, kind }), ...parts };
}

/** The runs page with these charts, all of them in sight. */
export async function openCharts(
  browser: Browser,
  charts: readonly KeptChart[],
  parts: {
    readonly runs?: readonly Run[];
    readonly theme?: Theme;
    readonly width?: number;
    readonly height?: number;
  } = {},
): Promise<ChartsPage> {
  const host = runsHost(parts.runs ?? makeRuns({ count: 60, furtherMetrics: 2 }));
  host.kept.keep(keptPlace, { charts: [...charts] });
  const view = await openView(browser, {
    name: 'runs',
    contract: runsContract,
    handlers: host.handlers,
    theme: parts.theme ?? 'dark',
    width: parts.width ?? 1280,
    height: parts.height ?? 1_900,
  });
  host.kept.onDidChange(() => view.server.notify('kept', host.kept.of(keptPlace)));
  view.server.notify('kept', host.kept.of(keptPlace));
  view.server.notify('state', host.state);
  await view.page.locator('.charts canvas').first().waitFor();
  return {
    view,
    host,
    page: view.page,
    card: (title) => view.page.getByRole('region', { name: title, exact: true }),
  };
}
