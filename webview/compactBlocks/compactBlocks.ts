import '../common/common.css';
import '../common/controls.css';
import './compactBlocks.css';
import { connectHost } from '../common/host';
import type {
  BlocksState,
  CompactBlocksHost,
  CompactBlocksPage,
} from '../../src/shared/webview/compactBlocksProtocol';
import { CompactBlocksView } from './compactBlocksView';

const host = connectHost<CompactBlocksPage, CompactBlocksHost, BlocksState>();
new CompactBlocksView(host);
host.notify('ready', {});
