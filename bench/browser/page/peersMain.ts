import { offerCharts } from './charts';

offerCharts();
