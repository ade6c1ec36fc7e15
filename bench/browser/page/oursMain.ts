import { ourLines, ourParallel } from './ourCharts';
import { offerCharts } from './charts';

offerCharts({ lines: ourLines, parallel: ourParallel });
