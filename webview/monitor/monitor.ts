import '../common/common.css';
import '../common/controls.css';
import '../common/families.css';
import '../common/keysHelp.css';
import 'uplot/dist/uPlot.min.css';
import './monitor.css';
import { connectHost } from '../common/host';
import type {
  MonitorHost,
  MonitorPage,
  MonitorState,
} from '../../src/shared/webview/monitorProtocol';
import { MonitorView } from './monitorView';

const host = connectHost<MonitorPage, MonitorHost, MonitorState>();
new MonitorView(host);
host.notify('ready', {});
