import type { ViewContext } from './context.ts';
import { hashOf, type View } from './state.ts';

/** Views that show nothing but the overview of a cluster. */
const readFirst: readonly View[] = ['overview', 'alerts', 'runs'];

/** Whether everything is there that the view shows. In which shard a node is, is one of the details. */
export function isRead({ data, state }: ViewContext): boolean {
  return data.isWhole || (readFirst.includes(state.view) && state.node === '');
}

/** Whether a view that was drawn before the details were there shows the same with them: of one reading, all but notes. */
export function staysWith(before: ViewContext, now: ViewContext): boolean {
  const isSame = hashOf(before.state) === hashOf(now.state) && before.data.madeAt === now.data.madeAt;
  return isSame && isRead(before) && !before.data.isWhole && now.data.isWhole;
}
