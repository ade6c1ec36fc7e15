import { type CommandId } from '../model/commandIds';
import { type Trait } from '../model/traits';

/** How a node looks: plain data that one adapter turns into a tree item. */
export interface Presented {
  /** Unique among its siblings; the tree makes the path of ids. */
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  /** Codicon name. */
  readonly icon?: string | undefined;
  /** Theme colour of the icon. */
  readonly color?: string | undefined;
  readonly tooltip?: string | undefined;
  /** Menus ask for these. */
  readonly traits: readonly Trait[];
  readonly expand?: 'collapsed' | 'expanded' | undefined;
  readonly click?: { readonly command: CommandId; readonly args?: readonly unknown[] } | undefined;
  /** What a screen reader says instead of label and description. */
  readonly spoken?: string | undefined;
}
