/** The parts of the libraries' scripts that are used here. */
interface Scripts {
  readonly Plotly: {
    newPlot(box: HTMLElement, traces: unknown[], layout: unknown, config: unknown): Promise<void>;
    relayout(box: HTMLElement, change: unknown): Promise<void>;
    purge(box: HTMLElement): void;
  };
  readonly echarts: {
    init(
      box: HTMLElement,
      theme: undefined,
      options: unknown,
    ): {
      setOption(option: unknown): void;
      dispatchAction(action: unknown): void;
      on(event: string, listener: () => void): void;
      off(event: string, listener: () => void): void;
      dispose(): void;
    };
  };
  readonly Chart: new (
    canvas: HTMLCanvasElement,
    config: unknown,
  ) => {
    readonly options: { scales: { x: { min: number; max: number } } };
    update(mode: 'none'): void;
    destroy(): void;
  };
  readonly vega: {
    parse(spec: unknown): unknown;
    View: new (runtime: unknown, options: unknown) => VegaView;
  };
  readonly vegaLite: { compile(spec: unknown): { spec: VegaSpec } };
}

export interface VegaView {
  runAsync(): Promise<unknown>;
  signal(name: string, value: unknown): VegaView;
  data(name: string, values: unknown[]): VegaView;
  finalize(): void;
}

export interface VegaSpec {
  signals?: unknown[];
  scales: { name: string; domainRaw?: unknown }[];
}

export const scripts = window as unknown as Scripts;
