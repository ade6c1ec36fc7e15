import { createHash } from 'node:crypto';
import { type Exchange, type GitLabContext, type Route } from '../exchange';
import { roles } from '../access/roles';
import { paged } from '../http/paging';
import { Params } from '../http/params';
import { type Note } from '../world';
import { mergeRequestOf } from './mergeRequestOf';
import { iso, presentUserById } from './users';

const path = '/api/v4/projects/:id/merge_requests/:iid';
const read = ['api', 'read_api'];

/** Comments of a merge request; every one is a discussion of its own. */
export function noteRoutes(context: GitLabContext): Route[] {
  const all = (exchange: Exchange): Note[] => {
    const { project, mr } = mergeRequestOf(context, exchange);
    return context.world.tables.notes.filter(
      (note) => note.projectId === project.id && note.mergeRequestIid === mr.iid,
    );
  };
  const present = (note: Note): Record<string, unknown> => presentNote(context, note);
  const discussion = (note: Note): Record<string, unknown> => ({
    id: createHash('sha1').update(`note ${note.id}`).digest('hex'),
    individual_note: true,
    notes: [present(note)],
  });
  const add = async (exchange: Exchange): Promise<Note> => {
    const { project, mr } = mergeRequestOf(context, exchange, roles.guest);
    const body = new Params(await exchange.fields()).filled('body');
    const note: Note = {
      id: context.world.nextId('notes'),
      projectId: project.id,
      mergeRequestIid: mr.iid,
      authorId: exchange.signedIn().user.id,
      body,
      createdAt: context.now(),
    };
    context.world.tables.notes.push(note);
    context.world.changed();
    return note;
  };
  return [
    {
      method: 'GET',
      path: `${path}/notes`,
      scopes: read,
      anonymous: true,
      handle: async (exchange) =>
        paged(
          exchange,
          context.externalUrl,
          exchange.query.get('sort') === 'asc' ? all(exchange) : all(exchange).toReversed(),
          present,
        ),
    },
    {
      method: 'POST',
      path: `${path}/notes`,
      scopes: ['api'],
      handle: async (exchange) => ({ status: 201, json: present(await add(exchange)) }),
    },
    {
      method: 'GET',
      path: `${path}/discussions`,
      scopes: read,
      anonymous: true,
      handle: async (exchange) => paged(exchange, context.externalUrl, all(exchange), discussion),
    },
    {
      method: 'POST',
      path: `${path}/discussions`,
      scopes: ['api'],
      handle: async (exchange) => ({ status: 201, json: discussion(await add(exchange)) }),
    },
  ];
}

function presentNote(context: GitLabContext, note: Note): Record<string, unknown> {
  return {
    id: note.id,
    type: null,
    body: note.body,
    author: presentUserById(context, note.authorId),
    created_at: iso(note.createdAt),
    updated_at: iso(note.createdAt),
    system: false,
    noteable_type: 'MergeRequest',
    noteable_iid: note.mergeRequestIid,
    project_id: note.projectId,
    resolvable: false,
    confidential: false,
    internal: false,
  };
}
