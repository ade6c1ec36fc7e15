import { type Connection, limitedCount } from './connection';
import { type Fields, fieldsOf, number } from './resolver';

/** `nodes`, `edges` and `pageInfo` are there already. */
export const connectionFields: Fields = fieldsOf<Connection<unknown>>({
  count: (connection, _session, args) => limitedCount(connection.total, number(args, 'limit')),
});
