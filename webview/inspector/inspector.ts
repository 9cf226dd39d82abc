import '../common/common.css';
import './inspector.css';
import type {
  InspectorHost,
  InspectorPage,
  InspectorState,
} from '../../src/shared/webview/inspectorProtocol';
import { connectHost } from '../common/host';
import { registerToolkit } from '../common/toolkit';
import { InspectorView } from './inspectorView';

registerToolkit();
const host = connectHost<InspectorPage, InspectorHost, InspectorState>();
new InspectorView(host);
host.notify('ready', {});
