// Makes the people of the demo members of its production: people.mjs URL PEOPLE_DIR, with a file for
// each person that holds the password. Who is a member already is left alone.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from '../support/client.mjs';

const [url, dir] = process.argv.slice(2);

async function signIn(name) {
  const person = new Client(url);
  await person.become('/api/session', { name, password: (await readFile(join(dir, name), 'utf8')).trim() });
  return person;
}

const owner = await signIn('composer'), { productions } = await owner.ok('GET', '/api/productions');
for (const { id } of productions) {
  const { members } = await owner.ok('GET', `/api/productions/${id}/members`), self = members.find(({ name }) => name === 'composer');
  // a production from before there were people was given to the first owner, on no side
  if (self.side === 'none') await owner.ok('PUT', `/api/productions/${id}/members/${self.person_id}`, { side: 'music', may_manage: true });
  for (const [name, side] of [['editor', 'music'], ['mixer', 'stage']]) {
    if (members.some((member) => member.name === name)) continue;
    const { secret } = await owner.ok('POST', `/api/productions/${id}/invitations`, { side });
    const person = await signIn(name);
    await person.ok('POST', '/api/invitations/accept', { secret });
    await person.ok('DELETE', '/api/session');
  }
}
await owner.ok('DELETE', '/api/session');
