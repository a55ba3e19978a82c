/** All rows of a list that stays small: page after page, until there is none. */
export async function allPages<Row>(
  read: (cursor?: string) => Promise<{ items: Row[]; next_cursor: string }>,
): Promise<Row[]> {
  const found: Row[] = [];
  for (let cursor: string | undefined; cursor !== ''; ) {
    const page = await read(cursor);
    found.push(...page.items);
    cursor = page.next_cursor;
  }
  return found;
}
