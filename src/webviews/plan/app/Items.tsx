import { Fragment, type VNode } from 'preact';
import { currencySign } from '../../../model/environment';
import { type RunView } from '../../../model/journal';
import { type Plan, type PlanGroup, type PlanItem } from '../../../model/plan';
import { type ItemPrice, type PricePart } from '../../../model/price';
import { type FolderId } from '../../../model/ids';
import { Icon } from '../../ui/Controls';
import { ConsoleLink } from './ConsoleLink';
import { Differences } from './Differences';
import { StepIcon } from './StepIcon';
import { actions, fateOf, groups, hourText, monthText } from './words';

const groupOrder = Object.keys(groups) as PlanGroup[];

/** Every item with what will happen to it, what it will be and what it costs. */
export function Items(props: { readonly plan: Plan; readonly run: RunView | undefined }): VNode {
  const { plan, run } = props;
  const sign = currencySign(plan.total.currency);
  // The signs at the right are about creating; a destroy run has a pane of its own.
  const steps = run?.kind === 'create' ? run : undefined;
  const goes = run?.kind === 'destroy' && plan.terraform === undefined ? run : undefined;
  return (
    <>
      <table class="items">
        <caption class="sr-only">What will happen</caption>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Resource</th>
            <th scope="col">{goes ? 'What it is' : 'What it will be'}</th>
            <th scope="col" class="number">
              {sign}/h
            </th>
            <th scope="col" class="number">
              {sign}/month
            </th>
            {steps && (
              <th scope="col" class="now">
                now
              </th>
            )}
          </tr>
        </thead>
        {groupOrder.map((group) => {
          const items = plan.items.filter((item) => item.group === group);
          if (items.length === 0) return null;
          return (
            <tbody key={group}>
              <tr class="group">
                <th scope="rowgroup" colSpan={steps ? 6 : 5}>
                  {groups[group]}
                </th>
              </tr>
              {items.map((item) => (
                <Item
                  key={item.id}
                  item={item}
                  after={item.after.map((id) => nameIn(plan, id))}
                  folder={plan.blueprint.folderId}
                  run={steps}
                  byTerraform={plan.terraform !== undefined}
                  goes={goes}
                />
              ))}
            </tbody>
          );
        })}
        <tfoot>
          <Sum plan={plan} withRun={steps !== undefined} />
        </tfoot>
      </table>
      <Sources plan={plan} />
    </>
  );
}

function Item(props: {
  readonly item: PlanItem;
  /** Names of what has to be there before. */
  readonly after: readonly string[];
  readonly folder: FolderId;
  readonly run: RunView | undefined;
  readonly byTerraform: boolean;
  /** The run that takes it back. */
  readonly goes: RunView | undefined;
}): VNode {
  const { item, run, goes } = props;
  const { icon, word, tone } = goes ? fateOf(item, goes) : actions[item.action];
  const step = run?.steps.find((one) => one.id === item.id);
  return (
    <tr class={item.action}>
      <td class={`action ${tone}`}>
        <Icon name={icon} /> {word}
      </td>
      <th scope="row">
        <ResourceName item={item} folder={props.folder} />
      </th>
      <td>
        {item.what}
        {props.after.length > 0 && <span class="faint"> · after {props.after.join(', ')}</span>}
        {item.reason !== undefined && (
          <div class={item.action === 'blocked' ? 'bad' : 'faint'}>{item.reason}</div>
        )}
        <Differences list={item.differences} byTerraform={props.byTerraform} />
        {item.price && <Parts price={item.price} />}
      </td>
      <td class="number">{item.price && hourText(item.price.perHour)}</td>
      <td class="number">{item.price && monthText(item.price.perHour)}</td>
      {run && <td class="now">{step && <StepIcon step={step} />}</td>}
    </tr>
  );
}

function nameIn({ items }: Plan, id: string): string {
  return items.find((item) => item.id === id)?.name ?? id;
}

/** What is there already can be looked at. */
function ResourceName(props: { readonly item: PlanItem; readonly folder: FolderId }): VNode {
  const { id, name, resourceId } = props.item;
  // The console knows the kinds that are ours.
  if (props.item.group === 'other') return <Breakable text={name} />;
  if (resourceId === undefined) return <>{name}</>;
  return <ConsoleLink kind={id} id={resourceId} folder={props.folder} text={name} />;
}

/** Addresses are long words: they may be broken after a dot or a dash below. */
function Breakable({ text }: { readonly text: string }): VNode {
  return (
    <>
      {text.split(/(?<=[._])/).map((part, at) => (
        <Fragment key={at}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}

function Parts({ price }: { readonly price: ItemPrice }): VNode {
  return (
    <ul class="parts">
      {price.parts.map((part) => (
        <li key={part.name} title={sourceWords(part)}>
          <span class="faint">{part.name}</span> {hourText(part.perHour)}
          {part.source === 'documented' && <sup>*</sup>}
        </li>
      ))}
    </ul>
  );
}

function Sum({ plan, withRun }: { readonly plan: Plan; readonly withRun: boolean }): VNode {
  const { total } = plan;
  const none = !total.complete && total.perHour === 0;
  return (
    <tr>
      <th scope="row" colSpan={3}>
        Total{total.complete || none ? '' : ', without what is unknown'}
      </th>
      <td class="number">{none ? 'unknown' : hourText(total.perHour)}</td>
      <td class="number">{none ? 'unknown' : monthText(total.perHour)}</td>
      {withRun && <td />}
    </tr>
  );
}

/** Where the figures come from, in sight and not only in tooltips. */
function Sources({ plan }: { readonly plan: Plan }): VNode | null {
  const parts = plan.items.flatMap((item) => item.price?.parts ?? []);
  if (parts.length === 0) return null;
  const days = (source: PricePart['source']): string => {
    const dates = parts
      .filter((part) => part.source === source)
      .flatMap((part) => (part.asOf === undefined ? [] : [part.asOf]))
      .sort();
    const [from, to] = [dates.at(0), dates.at(-1)];
    return from === undefined || to === undefined
      ? ''
      : from === to
        ? ` of ${to}`
        : ` of ${from} to ${to}`;
  };
  const listed = parts.some((part) => part.source === 'sku');
  const unknown = parts.filter((part) => part.perHour === undefined);
  return (
    <p class="faint small">
      {listed && `Price list${days('sku')}. `}
      {plan.total.documented &&
        `* Not in the price list: from documentation${days('documented')}. `}
      {unknown.length > 0 &&
        `No price was found for ${[...new Set(unknown.map((part) => part.name))].join(', ')}. `}
      A month is 720 hours; months are computed before rounding.
    </p>
  );
}

function sourceWords(part: PricePart): string {
  const { name, quantity, perHour, source, asOf } = part;
  if (perHour === undefined) return `${name}: no price was found`;
  const from = source === 'documented' ? 'documentation' : 'the price list';
  return `${name} × ${quantity}: ${perHour.toFixed(4)} per hour, from ${from}${asOf === undefined ? '' : ` of ${asOf}`}`;
}
