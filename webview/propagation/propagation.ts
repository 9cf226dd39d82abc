import '../common/common.css';
import '../common/controls.css';
import 'uplot/dist/uPlot.min.css';
import './propagation.css';
import { connectHost } from '../common/host';
import type {
  PropagationHost,
  PropagationPage,
  PropagationState,
} from '../../src/shared/webview/propagationProtocol';
import { PropagationView } from './propagationView';

const host = connectHost<PropagationPage, PropagationHost, PropagationState>();
new PropagationView(host);
host.notify('ready', {});
