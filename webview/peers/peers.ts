import '../common/common.css';
import './peers.css';
import { connectHost } from '../common/host';
import type { PeersHost, PeersPage as Page } from '../../src/shared/webview/peersProtocol';
import { PeersPage, type PeersState } from './peersPage';

const host = connectHost<Page, PeersHost, PeersState>();
new PeersPage(host);
host.notify('ready', {});
