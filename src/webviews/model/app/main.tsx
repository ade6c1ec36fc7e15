import { render, type VNode } from 'preact';
import { agoText, plural } from '../../../model/words';
import { Button, Icon, IconButton } from '../../ui/Controls';
import { registerControls } from '../../ui/toolkit';
import '../../ui/base.css';
import './model.css';
import { Aliases } from './Aliases';
import { ask, chosen, state, trouble } from './client';
import { Description } from './Description';
import { Versions } from './Versions';

registerControls();

/** A registered model: what it is, its versions with what they reached, and what their aliases named. */
function App(): VNode {
  const { name, gone, readAt, problem, runsProblem } = state.value;
  if (gone) {
    return (
      <main class="empty">
        <h1>{name} was deleted</h1>
        <p>Its versions and their files went with it.</p>
      </main>
    );
  }
  return (
    <main class="model">
      <Header />
      <Problem text={problem} since={readAt} />
      <Problem text={trouble.value} />
      <Problem text={runsProblem} />
      <div class="model-body">
        <div class="model-main">
          <Description />
          {readAt !== undefined ? <Versions /> : problem === undefined && <Waiting />}
        </div>
        <Aliases />
      </div>
    </main>
  );
}

function Header(): VNode {
  const { name, project, author, createdAt, versions, loading } = state.value;
  const facts = [
    project,
    plural(versions.length, 'version'),
    author === undefined ? undefined : `by ${author}`,
    createdAt === undefined ? undefined : `created ${agoText(createdAt, Date.now())}`,
  ].filter((fact) => fact !== undefined);
  const count = chosen.value.length;
  return (
    <header class="toolbar">
      <Icon name={loading ? 'loading~spin' : 'package'} />
      <h1 class="ellipsis" title={name}>
        {name}
      </h1>
      <span class="faint grow ellipsis" title={facts.join(' · ')}>
        {facts.join(' · ')}
      </span>
      <Button
        icon="git-compare"
        disabled={count < 2}
        title={count < 2 ? 'Choose two versions or more' : undefined}
        onClick={() => void ask('compare', { versions: [...chosen.value] })}
      >
        {count < 2 ? 'Compare' : `Compare ${count}`}
      </Button>
      <Button
        icon="cloud-upload"
        title="Make a version of a folder on this machine"
        onClick={() => void ask('modelAction', { action: 'import' })}
      >
        Import…
      </Button>
      <IconButton icon="refresh" name="Refresh" onClick={() => void ask('refresh', {})} />
      <IconButton
        icon="link-external"
        name="Open in GitLab"
        onClick={() => void ask('modelAction', { action: 'open' })}
      />
      <IconButton
        icon="trash"
        name="Delete the model…"
        onClick={() => void ask('modelAction', { action: 'delete' })}
      />
    </header>
  );
}

function Problem(props: {
  readonly text: string | undefined;
  readonly since?: number | undefined;
}): VNode | null {
  if (props.text === undefined) return null;
  return (
    <div class="message problem" role="alert">
      <Icon name="warning" />
      <span class="grow">
        {props.text}
        {props.since !== undefined && ` Shown as of ${new Date(props.since).toLocaleTimeString()}.`}
      </span>
      <button type="button" class="link" onClick={() => void ask('refresh', {})}>
        Try again
      </button>
    </div>
  );
}

function Waiting(): VNode {
  return <div class="empty">Reading the versions…</div>;
}

const root = document.getElementById('app');
if (root) render(<App />, root);
