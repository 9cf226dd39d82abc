import './goneBanner.css';
import { make } from './dom';

const TEXT =
  'The extension does not answer, so nothing here is up to date and no click has an effect. If this stays, reload the window: press F1 and choose “Developer: Reload Window”.';

/** @returns Shows above the page that its extension host is gone, or does not any more. */
export function goneBanner(): (gone: boolean) => void {
  const banner = make('div', 'host-gone', TEXT);
  banner.setAttribute('role', 'alert');
  return (gone) => {
    if (gone) document.body.prepend(banner);
    else banner.remove();
  };
}
