import '../common/common.css';
import '../common/controls.css';
import '../common/keysHelp.css';
import './controls.css';
import './inspector.css';
import type {
  InspectorHost,
  InspectorPage,
  InspectorState,
} from '../../src/shared/webview/inspectorProtocol';
import { connectHost } from '../common/host';
import { InspectorView } from './inspectorView';

const host = connectHost<InspectorPage, InspectorHost, InspectorState>();
new InspectorView(host);
host.notify('ready', {});
