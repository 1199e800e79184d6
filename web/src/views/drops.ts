/* Files that are dropped anywhere on a production go to Upload; elsewhere nothing becomes of them, and
 * the page is not left for a file. */
import { ofDrop } from '../upload/chosen.js';
import type { Actions } from '../state/actions.js';
import type { Model } from '../state/model.js';

export function listenToDrops(on: Document, state: () => Model, actions: Actions): void {
  const takes = (): boolean => {
    const { loaded } = state();
    return loaded !== null && loaded.picture !== null && !loaded.guest;
  };
  on.addEventListener('dragover', (event) => {
    const data = filesOf(event);
    if (!data) return;
    event.preventDefault();
    data.dropEffect = takes() ? 'copy' : 'none';
  });
  on.addEventListener('drop', (event) => {
    const data = filesOf(event);
    if (!data) return;
    event.preventDefault();
    if (takes()) actions.sending.take(ofDrop(data));
  });
}

/* A field for files takes its own. */
function filesOf({ dataTransfer, target }: DragEvent): DataTransfer | null {
  const field = target instanceof Element && target.closest('input[type=file]');
  return !field && dataTransfer?.types.includes('Files') ? dataTransfer : null;
}
