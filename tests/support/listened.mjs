import assert from 'node:assert/strict';

// Waits until the server has listened to all there is of a picture, and gives the states of its scenes.
export async function listened(client, picture) {
  for (const end = Date.now() + 60000; ; ) {
    const { states } = await client.ok('GET', `/api/pictures/${picture.id}/states`);
    if (states.every(({ is_checking }) => !is_checking)) return states;
    assert.ok(Date.now() < end, 'the scenes are still being listened to');
    await new Promise((done) => setTimeout(done, 50));
  }
}
