// OpenAI's own client for Node against the emulator. Prints each call with what came of it; ends with an error where one differs.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [modules, baseURL, apiKey] = process.argv.slice(2);
const { OpenAI } = createRequire(`${modules}/`)('openai');
const { videos, models } = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const told = (call, what) => console.log(`${call}: ${what}`);

async function done(video) {
  const seen = await videos.retrieve(video.id);
  assert.equal(seen.status, 'completed');
  return seen;
}

const made = await videos.create({ model: 'sora-2-pro', prompt: 'A paper boat', seconds: '8', size: '1280x720' });
assert.deepEqual([made.object, made.status, made.seconds, made.size], ['video', 'queued', '8', '1280x720']);
told('create', made.status);
told('retrieve', (await done(made)).status);

const remix = await videos.remix(made.id, { prompt: 'The same boat at night' });
assert.deepEqual([remix.remixed_from_video_id, remix.model, remix.seconds, remix.size], [made.id, 'sora-2-pro', '8', '1280x720']);
told('remix', `of ${made.id === remix.remixed_from_video_id ? 'the first' : 'another'}`);

const edit = await videos.edit({ video: { id: made.id }, prompt: 'Make it snow' });
assert.deepEqual([edit.prompt, edit.seconds], ['Make it snow', '8']);
told('edit', edit.prompt);

const longer = await videos.extend({ video: { id: made.id }, prompt: 'The boat reaches the sea', seconds: '12' });
assert.equal(longer.seconds, '20');
told('extend', `${longer.seconds} s in all`);

const listed = [];
for await (const video of videos.list({ limit: 2, order: 'asc' })) {
  listed.push(video.id);
}

assert.deepEqual(listed, [made.id, remix.id, edit.id, longer.id]);
told('list', `${listed.length} videos in pages of 2`);

for (const [variant, type] of [['video', 'video/mp4'], ['thumbnail', 'image/webp'], ['spritesheet', 'image/jpeg']]) {
  const content = await videos.downloadContent(made.id, { variant });
  assert.equal(content.headers.get('content-type'), type);
  assert.ok((await content.arrayBuffer()).byteLength > 100);
  told(`downloadContent ${variant}`, type);
}

assert.deepEqual(await videos.delete(remix.id), { id: remix.id, object: 'video.deleted', deleted: true });
await assert.rejects(videos.retrieve(remix.id), { status: 404 });
told('delete', 'gone');

assert.equal((await models.retrieve('sora-2')).id, 'sora-2');
await assert.rejects(models.retrieve('sora-9'), { status: 404, code: 'model_not_found' });
told('models.retrieve', 'sora-2');
