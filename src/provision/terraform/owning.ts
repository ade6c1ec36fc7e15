import { type FolderId } from '../../model/ids';
import { type Stack } from '../../model/journal';
import { stillWorking, type TerraformOwner } from '../../model/ownership';
import { type StackFiles } from '../stackFiles';
import { stillWorks } from '../terraformWork';
import { type Place, type WorkNeeds } from '../workNeeds';
import { unmark } from './unmark';

/** Changes of who owns an environment, and where, without doing anything else to it. */
export class Owning {
  readonly #needs: Pick<WorkNeeds, 'cloud' | 'now'>;
  readonly #journals: (folder: FolderId) => Pick<StackFiles, 'open'>;

  constructor(
    needs: Pick<WorkNeeds, 'cloud' | 'now'>,
    journals: (folder: FolderId) => Pick<StackFiles, 'open'>,
  ) {
    this.#needs = needs;
    this.#journals = journals;
  }

  /** The journal becomes the owner again, with all that Terraform had made. One write: there are never two owners. */
  takeBack(place: Place): Promise<void> {
    const takenBackAt = this.#needs.now();
    return this.#change(
      place,
      () => ({ owner: undefined, takenBackAt }),
      'taken back from Terraform',
    );
  }

  /**
   * Takes Terraform's mark off the resources of what was taken back: then only the journal says whose they are.
   * @returns why some still carry it
   */
  async unmark({ stackId, folderId }: Place, signal: AbortSignal): Promise<string[]> {
    const open = await this.#journals(folderId).open(stackId);
    try {
      const { header } = open.journal.state;
      if (header.owner !== undefined || header.takenBackAt === undefined) return [];
      const left = await unmark(await this.#needs.cloud(), open.journal.state, signal);
      // From now on such a mark is somebody's who runs Terraform on it again.
      if (left.length === 0) {
        const { takenBackAt: _takenBackAt, ...rest } = header;
        await open.journal.change({ header: rest }, 'Terraform’s label is gone');
      }
      return left;
    } finally {
      await open.close();
    }
  }

  /** Terraform works in another folder of this machine from now on. */
  move(place: Place, folder: string): Promise<void> {
    const change = (owner: TerraformOwner) => ({ owner: { ...owner, folder, work: undefined } });
    return this.#change(place, change, `Terraform works in ${folder} from now on`);
  }

  async #change(
    { stackId, folderId }: Place,
    change: (owner: TerraformOwner) => Partial<Stack['header']>,
    note: string,
  ): Promise<void> {
    const open = await this.#journals(folderId).open(stackId);
    try {
      const { header } = open.journal.state;
      if (header.owner === undefined) return;
      if (header.owner.work && (await stillWorks(header.owner.work))) {
        throw stillWorking(stackId, header.owner.work);
      }
      await open.journal.change({ header: { ...header, ...change(header.owner) } }, note);
    } finally {
      await open.close();
    }
  }
}
