import { type SharedViews } from '../../../stores/sharedViews';
import { viewFilePath } from '../../../stores/viewFile';
import { type Handlers } from '../../ipc/contract';
import { type viewsContract } from '../contract/viewsContract';

export interface ViewsActions {
  /** The views of the open repository. */
  readonly repositoryViews: Pick<SharedViews, 'current' | 'put' | 'remove' | 'onDidChange'>;
  /** Opens a file of the open folder in the editor. */
  readonly openFolderFile: (path: string) => Promise<void>;
}

export function viewsHandlers({
  repositoryViews,
  openFolderFile,
}: ViewsActions): Handlers<typeof viewsContract> {
  return {
    shareView: (view) => repositoryViews.put(view),
    unshareView: ({ id }) => repositoryViews.remove(id),
    openViewFile: () => openFolderFile(viewFilePath),
  };
}
