import { type VNode } from 'preact';
import { type DestroyItem, type DestroyPlan, type Leftover } from '../../../model/destroyPlan';
import { currencySign } from '../../../model/environment';
import { Icon } from '../../ui/Controls';
import { type DestroyCost, type DestroyState } from '../contract';

/** What goes, what stays and why, and what goes on costing. */
export function Preview(props: {
  readonly state: DestroyState;
  readonly plan: DestroyPlan;
}): VNode {
  const { state, plan } = props;
  const of = (action: DestroyItem['action']): DestroyItem[] =>
    plan.items.filter((item) => item.action === action);
  const stays = [...of('keep'), ...of('lost')];
  const gone = of('gone');
  return (
    <>
      <Goes items={of('delete')} cost={state.cost} />
      <Stays items={stays} leftovers={plan.leftovers} />
      {gone.length > 0 && (
        <section>
          <h2>Gone already</h2>
          <p class="faint">
            {gone.map((item) => `${item.kind} “${item.name}”`).join(', ')}: deleted by somebody
            else. The journal forgets them.
          </p>
        </section>
      )}
      <section>
        <h2>On this computer</h2>
        <p class="faint">
          The journal of this environment, the SSH host of its machine and the sign-in to its GitLab
          are forgotten. Your SSH keys and your files stay.
        </p>
      </section>
    </>
  );
}

function Goes(props: {
  readonly items: readonly DestroyItem[];
  readonly cost: DestroyCost | undefined;
}): VNode {
  const { items, cost } = props;
  if (items.length === 0) {
    return (
      <section>
        <h2>Goes</h2>
        <p class="faint">Nothing: there is nothing of ours in the cloud any more.</p>
      </section>
    );
  }
  return (
    <section>
      <h2>Goes</h2>
      <table class="goes">
        <caption class="sr-only">What will be deleted</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Name</th>
            <th scope="col">With it</th>
            {cost && (
              <th scope="col" class="number">
                saves {currencySign(cost.currency)}/h
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} cost={cost} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({
  item,
  cost,
}: {
  readonly item: DestroyItem;
  readonly cost: DestroyCost | undefined;
}): VNode {
  const saves = cost?.items[item.id];
  const more = [...(item.reason === undefined ? [] : [item.reason]), ...item.takes];
  return (
    <tr>
      <td class="kind">
        <span class="bad">
          <Icon name="trash" />
        </span>{' '}
        {item.kind}
      </td>
      <th scope="row">
        {item.name}
        {item.resourceId !== undefined && <div class="faint mono">{item.resourceId}</div>}
      </th>
      <td>{more.join('; ')}</td>
      {cost && <td class="number">{saves === undefined ? '' : saves.toFixed(2)}</td>}
    </tr>
  );
}

function Stays(props: {
  readonly items: readonly DestroyItem[];
  readonly leftovers: readonly Leftover[];
}): VNode {
  const { items, leftovers } = props;
  if (items.length + leftovers.length === 0) {
    return (
      <section>
        <h2>Stays</h2>
        <p class="faint">Nothing: everything that was found goes, and nothing goes on costing.</p>
      </section>
    );
  }
  return (
    <section>
      <h2>Stays</h2>
      <ul class="stays">
        {leftovers.map((one) => (
          <li key={`${one.what} ${one.resourceId ?? ''}`}>
            <LeftoverIcon leftover={one} />
            <span class="grow">
              <b>{one.what}</b>
              {one.inTheWay && <span class="tag bad">in the way</span>}
              {one.costs && <span class="tag warn">goes on costing</span>}
              <div class="faint">
                {one.why}
                {one.resourceId !== undefined && <span class="mono"> {one.resourceId}</span>}
              </div>
            </span>
          </li>
        ))}
        {items.map((item) => (
          <li key={item.id}>
            <span class="faint">
              <Icon name="shield" />
            </span>
            <span class="grow">
              <b>
                {item.kind} “{item.name}”
              </b>
              <div class="faint">
                {item.reason}
                {item.resourceId !== undefined && <span class="mono"> {item.resourceId}</span>}
              </div>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LeftoverIcon({ leftover }: { readonly leftover: Leftover }): VNode {
  if (leftover.inTheWay) {
    return (
      <span class="bad">
        <Icon name="error" />
      </span>
    );
  }
  if (leftover.costs) {
    return (
      <span class="warn">
        <Icon name="credit-card" />
      </span>
    );
  }
  return (
    <span class="faint">
      <Icon name="archive" />
    </span>
  );
}
