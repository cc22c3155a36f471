'use strict';

const { written, rows, costs } = JSON.parse(document.getElementById('data').textContent);
const find = id => document.getElementById(id);
const grid = find('grid');
const amount = new Intl.NumberFormat(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function add(parent, name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  parent.append(made);
  return made;
}

function time(seconds) {
  const whole = Math.round(seconds);
  return whole < 60 ? `${seconds < 10 ? Math.round(seconds * 10) / 10 : whole} s`
    : whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3600)} h ${Math.floor(whole % 3600 / 60)} min`;
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function show(element, text) {
  element.textContent = text ?? '';
  element.hidden = !text;
}

// Cards. Every text is set as text, never as HTML.
const titleOf = row => row.name ?? (row.prompt && row.prompt.length > 60 ? `${row.prompt.slice(0, 60).trimEnd()}…` : row.prompt) ?? row.id;

function card(row, index) {
  const item = find('card').content.cloneNode(true).firstElementChild;
  const at = selector => item.querySelector(selector);
  const article = at('article');
  article.classList.add(row.state);
  article.classList.toggle('none', !row.file);
  at('h3').textContent = titleOf(row);
  at('h3').id = `title-${index}`;
  article.setAttribute('aria-labelledby', `title-${index}`);
  at('.state').textContent = row.state;
  const facts = [
    row.provider, row.model, row.duration && `${row.duration} s`, row.shape,
    row.cost != null && `${row.isEstimate ? 'about ' : ''}${amount.format(row.cost)} ${row.currency}`,
    row.took != null && `took ${time(row.took)}`, row.createdAt && moment.format(new Date(row.createdAt)),
  ];
  for (const fact of facts.filter(Boolean)) {
    at('.facts').append(' ');
    add(at('.facts'), 'span', fact);
  }

  show(at('.prompt'), row.prompt === titleOf(row) ? '' : row.prompt);
  const more = at('.more');
  more.hidden = (row.prompt?.length ?? 0) <= 110;
  more.onclick = () => {
    const isFull = at('.prompt').classList.toggle('full');
    more.setAttribute('aria-expanded', isFull);
    more.textContent = isFull ? 'Show less' : 'Show all';
  };
  at('.problem').hidden = !row.reason && !row.advice;
  show(at('.reason'), row.reason);
  show(at('.advice'), row.advice);
  at('.file').hidden = !row.file;
  if (row.file) {
    at('.file a').href = row.file;
    at('.file a').textContent = row.fileName;
    at('.file span').textContent = size(row.length);
  }
  at('.id').textContent = row.id;
  blank(at('.media'), row.file ? '' : 'No video');
  return item;
}

// Players are made when their card comes into view and taken away when it leaves: browsers allow some dozens at a time.
function blank(media, text) {
  media.replaceChildren();
  add(media, 'span', text);
}

function fill(media, row) {
  if (media.querySelector('video')) {
    return;
  }

  const isVideo = row.file.endsWith('.mp4');
  const player = document.createElement(isVideo ? 'video' : 'img');
  if (isVideo) {
    Object.assign(player, { controls: true, playsInline: true, preload: 'metadata' });
    player.setAttribute('aria-label', titleOf(row));
    if (row.poster) {
      player.poster = row.poster;
    }
  } else {
    player.alt = titleOf(row);
  }

  player.onerror = () => blank(media, 'The browser cannot show this file.');
  // The browser itself shows the first frame; the fragment makes Safari do so, too.
  player.src = isVideo && !row.poster ? `${row.file}#t=0.001` : row.file;
  media.replaceChildren(player);
}

function leave(media) {
  const player = media.querySelector('video');
  if (player?.paused === false && player.checkVisibility()) {
    return;
  }

  player?.removeAttribute('src');
  player?.load();
  blank(media, '');
}

const cards = rows.map((row, index) => ({
  row,
  item: card(row, index),
  words: [titleOf(row), row.prompt, row.provider, row.model, row.batch, row.id, row.state, row.fileName, row.reason]
    .filter(Boolean).join('\n').normalize('NFKC').toLowerCase(),
}));
const byItem = new Map(cards.map(one => [one.item, one.row]));
const inView = new IntersectionObserver(entries => {
  for (const { target, isIntersecting } of entries) {
    (isIntersecting ? fill : leave)(target.querySelector('.media'), byItem.get(target));
  }
}, { rootMargin: '300px' });

// Which cards are shown, and in which order.
const began = ({ row }) => Date.parse(row.createdAt) || 0;
const cost = ({ row }) => row.cost ?? -1;
const orders = {
  given: () => 0,
  newest: (a, b) => began(b) - began(a),
  oldest: (a, b) => began(a) - began(b),
  name: (a, b) => titleOf(a.row).localeCompare(titleOf(b.row), undefined, { numeric: true }),
  slowest: (a, b) => (b.row.took ?? -1) - (a.row.took ?? -1),
  dearest: (a, b) => (a.row.currency ?? '').localeCompare(b.row.currency ?? '') || cost(b) - cost(a),
};
let state = '';

function arrange() {
  const words = find('search').value.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  const provider = find('provider').value;
  const shown = cards.filter(one => (!state || one.row.state === state) && (!provider || one.row.provider === provider)
    && words.every(word => one.words.includes(word)));
  // Taken out and not hidden: a browser takes seconds to hide a thousand cards that it has not drawn.
  grid.replaceChildren(...shown.sort(orders[find('order').value]).map(one => one.item));
  find('count').textContent = `${shown.length} of ${cards.length} shown`;
  find('nothing').hidden = shown.length > 0;
}

// The summary.
function states() {
  const counts = new Map([['', rows.length]]);
  rows.forEach(row => counts.set(row.state, (counts.get(row.state) ?? 0) + 1));
  for (const [name, count] of counts) {
    const button = add(find('states'), 'button', '');
    button.type = 'button';
    button.setAttribute('aria-pressed', name === state);
    add(button, 'strong', count);
    button.append(name || 'All');
    button.onclick = () => {
      state = name;
      find('states').querySelectorAll('button').forEach(other => other.setAttribute('aria-pressed', other === button));
      arrange();
    };
  }
}

function providers() {
  for (const name of [...new Set(rows.map(row => row.provider))].sort()) {
    add(find('provider'), 'option', name).value = name;
  }

  find('costs').hidden = costs.length === 0;
  for (const one of costs) {
    const line = find('costs').querySelector('tbody').insertRow();
    add(line, 'th', one.provider).scope = 'row';
    add(line, 'td', one.tasks);
    for (const sum of [one.charged, one.estimated]) {
      add(line, 'td', !one.currency ? 'unknown' : sum ? `${amount.format(sum)} ${one.currency}` : '–');
    }
  }
}

function times() {
  const took = rows.map(row => row.took).filter(seconds => seconds != null).sort((a, b) => a - b);
  if (took.length < 2) {
    return;
  }

  const [least, most, middle] = [took[0], took.at(-1), took[took.length >> 1]];
  const bins = new Array(20).fill(0);
  took.forEach(seconds => bins[Math.min(19, Math.floor((seconds - least) / (most - least || 1) * 20))]++);
  const svg = find('times').querySelector('svg');
  bins.forEach((count, index) => {
    const bar = document.createElementNS(svg.namespaceURI, 'rect');
    const height = count && Math.max(2, count / Math.max(...bins) * 70);
    Object.entries({ x: index * 16 + 1, y: 72 - height, width: 14, height }).forEach(([name, value]) => bar.setAttribute(name, value));
    svg.append(bar);
  });
  svg.setAttribute('aria-label', `${took.length} videos took ${time(least)} to ${time(most)}, half of them at most ${time(middle)}.`);
  const [from, half, to] = find('times').querySelectorAll('.scale span');
  [from.textContent, half.textContent, to.textContent] = [time(least), `half of them at most ${time(middle)}`, time(most)];
  find('times').hidden = false;
}

states();
providers();
times();
arrange();
find('written').textContent = `Written by SoraPS on ${moment.format(new Date(written))}`;
find('controls').onsubmit = event => event.preventDefault();
find('search').oninput = arrange;
find('provider').onchange = arrange;
find('order').onchange = arrange;
document.onkeydown = event => {
  if (event.key === '/' && !event.target.closest('input, select')) {
    event.preventDefault();
    find('search').focus();
  }
};
cards.filter(one => one.row.file).forEach(one => inView.observe(one.item));
