/**
 * The only place that knows @vscode/webview-ui-toolkit, which is archived: its successor is put in
 * here. Registers just the element in use; buttons that are there already become the toolkit's.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

provideVSCodeDesignSystem().register(vsCodeButton());
