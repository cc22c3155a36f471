// OpenAI's client for Node, all rows at once. It has no polling for videos: a loop with its retrieve looks each second.
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import OpenAI from 'openai';

const [baseURL, csv, folder] = process.argv.slice(2);
const client = new OpenAI({ baseURL });
const rows = readFileSync(csv, 'utf8').trimEnd().split('\n').slice(1).map((line) => /^([^,]*),"(.*)"$/.exec(line));

await Promise.all(rows.map(async ([, name, prompt]) => {
  let video = await client.videos.create({ model: 'sora-2', prompt });
  while (video.status === 'queued' || video.status === 'in_progress') {
    await sleep(1000);
    video = await client.videos.retrieve(video.id);
  }

  const content = await client.videos.downloadContent(video.id);
  await pipeline(Readable.fromWeb(content.body), createWriteStream(join(folder, `${name}.mp4`)));
}));
