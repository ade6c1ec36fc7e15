import { type GitLabContext, type Route } from '../exchange';
import { keyset, paged } from '../http/paging';
import { notFound } from '../http/refusals';
import { codeOf, commitAt, readCode } from './codeAccess';

interface TreeRow {
  readonly id: string;
  readonly name: string;
  readonly type: 'tree' | 'blob' | 'commit';
  readonly path: string;
  readonly mode: string;
}

export function treeRoutes(context: GitLabContext): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/v4/projects/:id/repository/tree',
      scopes: readCode,
      anonymous: true,
      async handle(exchange) {
        const code = codeOf(context, exchange);
        const { query } = exchange;
        if (code.project.defaultBranch === undefined) throw notFound('Tree');
        const commit = await commitAt(code, query.get('ref'), 'Tree');
        const folder = (query.get('path') ?? '').replace(/^\/+|\/+$/g, '');
        const text = await code.repository.git([
          'ls-tree',
          '-z',
          '--full-tree',
          ...(query.get('recursive') === 'true' ? ['-r', '-t'] : []),
          commit,
          ...(folder === '' ? [] : ['--', `${folder}/`]),
        ]);
        const rows = text
          .split('\0')
          .filter((line) => line !== '')
          .map(readRow)
          .filter((row) => row.path !== folder);
        if (folder !== '' && rows.length === 0) throw notFound('invalid revision or path');
        // Folders come before files, as on the web page.
        rows.sort((a, b) => Number(b.type === 'tree') - Number(a.type === 'tree'));
        return query.get('pagination') === 'keyset'
          ? keyset(exchange, context.externalUrl, rows, (row) => row.id, same, 'page_token')
          : paged(exchange, context.externalUrl, rows, same);
      },
    },
  ];
}

function readRow(line: string): TreeRow {
  const [meta = '', path = ''] = line.split('\t', 2);
  const [mode = '', type = '', id = ''] = meta.split(' ');
  const kind = type === 'tree' || type === 'commit' ? type : 'blob';
  return { id, name: path.split('/').at(-1) ?? path, type: kind, path, mode };
}

function same(row: TreeRow): TreeRow {
  return row;
}
