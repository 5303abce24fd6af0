'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const $ = id => document.getElementById(id);
  // Text from the image only ever becomes a text node.
  const make = (tag, text, kind) => {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (kind) e.className = kind;
    return e;
  };
  const bytes = n => {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0, value = n;
    while (value >= 1000 && unit < 4) { value /= 1000; unit++; }
    return unit ? value.toFixed(1) + ' ' + units[unit] : n + ' B';
  };
  const percent = x => (x < 1 && x * 100 >= 99.95 ? '99.9' : (x * 100).toFixed(1)) + ' %';
  const t = data.totals;
  document.title = data.image + ' - imgtool explore';
  $('name').textContent = data.image;
  $('digest').textContent = data.digest;
  for (const [name, value, note] of [
    ['Stored', bytes(t.stored), data.layers.length + (data.layers.length === 1 ? ' layer' : ' layers')],
    ['Contents', bytes(t.size), 'of all layers'],
    ['To be seen', bytes(t.visible), 'in the finished image'],
    ['Wasted', bytes(t.wasted), percent(t.user_wasted) + ' of what is above the base layer'],
    ['Efficiency', percent(t.efficiency), 'of the bytes of all layers are needed'],
  ]) {
    const box = make('div');
    const dd = make('dd', value);
    if (note) dd.append(make('small', note));
    box.append(make('dt', name), dd);
    $('totals').append(box);
  }
  for (const l of data.limits)
    $('limits').append(make('li', (l.passed ? 'pass ' : 'FAIL ') + l.rule + ': ' + l.actual + ' (limit ' + l.limit + ')', l.passed ? 'pass' : 'fail'));

  const hue = layer => (210 + layer * 137.508) % 360;
  const color = layer => 'hsl(' + hue(layer) + ' 55% 72%)';

  // The map: squarified, three levels of boxes at most, one level that takes the keyboard.
  let here = [data.map], byWaste = false;
  const total = n => n.s + n.w;
  const share = n => total(n) ? n.w / total(n) : 0;
  const paint = n => {
    if (byWaste) return 'hsl(' + (130 - 130 * share(n)) + ' 45% 72%)';
    return n.rest ? 'hsl(220 8% 72%)' : color(n.l);
  };
  const squares = (items, x, y, w, h, put) => {
    items = items.filter(n => total(n) > 0).sort((a, b) => total(b) - total(a));
    let left = items.reduce((s, n) => s + total(n), 0), i = 0;
    while (i < items.length && w > 0 && h > 0 && left > 0) {
      const side = Math.min(w, h), scale = w * h / left;
      let row = [], sum = 0, worst = Infinity;
      while (i < items.length) {
        const s = sum + total(items[i]), area = s * scale;
        const bad = Math.max(...[...row, items[i]].map(n => {
          const a = total(n) * scale;
          return Math.max(side * side * a / (area * area), area * area / (side * side * a));
        }));
        if (bad > worst) break;
        row.push(items[i++]); sum = s; worst = bad;
      }
      const thick = sum * scale / side;
      let at = 0;
      for (const n of row) {
        const long = total(n) * scale / thick;
        if (w >= h) put(n, x, y + at, thick, long); else put(n, x + at, y, long, thick);
        at += long;
      }
      if (w >= h) { x += thick; w -= thick; } else { y += thick; h -= thick; }
      left -= sum;
    }
  };
  const pathOf = tail => '/' + [...here.slice(1), ...tail].map(n => n.n).join('/');
  const tell = (n, tail) => {
    const parts = [n.rest ? pathOf(tail.slice(0, -1)) + ': ' + n.n : pathOf(tail), bytes(n.s)];
    if (n.w) parts.push(bytes(n.w) + ' wasted');
    if (!n.rest) parts.push((n.c ? 'mostly layer ' : 'layer ') + n.l);
    return parts.join(' - ');
  };
  const draw = focus => {
    const map = $('map');
    map.replaceChildren();
    const width = map.clientWidth, height = map.clientHeight, node = here[here.length - 1];
    const place = (n, x, y, w, h, depth, tail) => {
      if (w < 3 || h < 3) return;
      const inside = n.c && n.c.length && depth < 3 && w > 60 && h > 46;
      const b = make('button', undefined, (n.c ? 'dir' : 'file') + (inside ? ' open' : share(n) > .5 ? ' waste' : ''));
      b.type = 'button';
      b.tabIndex = depth === 0 ? (map.childElementCount === 0 ? 0 : -1) : -1;
      if (depth > 0) b.setAttribute('aria-hidden', 'true');
      Object.assign(b.style, { left: x + 'px', top: y + 'px', width: w + 'px', height: h + 'px' });
      if (!inside) b.style.backgroundColor = paint(n);
      const what = tell(n, tail);
      b.title = what;
      b.setAttribute('aria-label', what);
      if (w > 34 && h > 17) {
        b.append(make('span', n.n + (n.c ? '/' : '') + (inside && w > 160 ? '  ' + bytes(total(n)) : '')));
        if (h > 34 && !inside) b.append(make('span', bytes(total(n))));
      }
      b.addEventListener('focus', () => { $('about').textContent = what; });
      b.addEventListener('mouseenter', () => { $('about').textContent = what; });
      b.addEventListener('click', () => {
        // A box inside opens the directories down to it.
        const dirs = tail.filter(d => d.c);
        if (dirs.length) open([...here, ...dirs]);
      });
      if (depth === 0) b.dataset.top = '1';
      map.append(b);
      if (inside)
        squares(n.c, x + 3, y + 19, w - 6, h - 22, (m, a, c, d, e) => place(m, a, c, d, e, depth + 1, [...tail, m]));
    };
    squares(node.c || [], 0, 0, width, height, (n, x, y, w, h) => place(n, x, y, w, h, 0, [n]));
    if (!map.childElementCount) map.append(make('p', 'There is nothing with a size here.'));
    $('crumbs').replaceChildren(...here.map((n, i) => {
      const b = make('button', i ? n.n + ' /' : '/');
      b.type = 'button';
      b.disabled = i === here.length - 1;
      b.addEventListener('click', () => open(here.slice(0, i + 1)));
      return b;
    }));
    $('about').textContent = pathOf([]) + ' · ' + bytes(node.s) + (node.w ? ' · ' + bytes(node.w) + ' wasted' : '');
    if (focus) { const first = map.querySelector('button'); if (first) first.focus(); }
  };
  const open = way => { here = way; draw(true); };
  $('map').addEventListener('keydown', e => {
    const all = [...$('map').querySelectorAll('[data-top]')], at = all.indexOf(document.activeElement);
    if (e.key === 'Backspace' || e.key === 'Escape') {
      if (here.length > 1) open(here.slice(0, -1));
    } else if (at >= 0 && e.key.startsWith('Arrow')) {
      // To the nearest box in that direction.
      const mid = b => [b.offsetLeft + b.offsetWidth / 2, b.offsetTop + b.offsetHeight / 2];
      const [x, y] = mid(all[at]);
      const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
      let best, least = Infinity;
      for (const b of all) {
        const [u, v] = mid(b), along = (u - x) * dx + (v - y) * dy, across = Math.abs((u - x) * dy) + Math.abs((v - y) * dx);
        const far = along + 2 * across;
        if (b !== all[at] && along > 0 && far < least) { least = far; best = b; }
      }
      if (best) best.focus();
    } else if (e.key === 'Home' && all[0]) all[0].focus();
    else if (e.key === 'End' && all.length) all[all.length - 1].focus();
    else return;
    e.preventDefault();
  });
  const mode = waste => {
    byWaste = waste;
    $('by-layer').setAttribute('aria-pressed', String(!waste));
    $('by-waste').setAttribute('aria-pressed', String(waste));
    draw(false);
  };
  $('by-layer').addEventListener('click', () => mode(false));
  $('by-waste').addEventListener('click', () => mode(true));

  // Tables whose columns sort.
  const table = (id, columns, rows) => {
    const head = make('tr'), thead = make('thead'), body = make('tbody');
    let order = -1, down = false;
    const fill = list => body.replaceChildren(...list.map(r => {
      const tr = make('tr');
      for (const c of columns) {
        const td = make('td', undefined, c.kind);
        td.append(...[c.show(r)].flat());
        tr.append(td);
      }
      return tr;
    }));
    columns.forEach((c, i) => {
      const th = make('th', undefined, c.kind === 'n' ? 'n' : ''), b = make('button', c.name);
      th.scope = 'col';
      b.type = 'button';
      b.addEventListener('click', () => {
        down = order === i ? !down : c.kind === 'n';
        order = i;
        head.querySelectorAll('th').forEach(h => h.removeAttribute('aria-sort'));
        th.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        rows.sort((a, b) => (a = c.key(a), b = c.key(b), (a < b ? -1 : a > b ? 1 : 0) * (down ? -1 : 1)));
        fill(shown());
      });
      th.append(b);
      head.append(th);
    });
    thead.append(head);
    $(id).replaceChildren(thead, body);
    let shown = () => rows;
    fill(rows);
    return filter => { shown = () => rows.filter(filter); fill(shown()); };
  };
  const number = (name, key) => ({ name, kind: 'n', key, show: r => String(key(r)) });
  const size = (name, key) => ({ name, kind: 'n', key, show: r => bytes(key(r)) });
  table('layers', [
    { name: 'Layer', kind: 'n', key: l => l.index, show: l => {
      const s = make('span', undefined, 'swatch');
      s.style.backgroundColor = color(l.index);
      return [s, String(l.index)];
    } },
    size('Stored', l => l.stored), size('Contents', l => l.size), size('Wasted', l => l.wasted),
    number('Added', l => l.added), number('Changed', l => l.changed), number('Removed', l => l.removed),
    { name: 'Instruction', kind: 'code', key: l => l.created_by, show: l => l.created_by || '-' },
  ], data.layers.slice());
  const why = w => w.removed ? 'removed later' : w.same_content ? 'written again, the same' : 'overwritten';
  const filter = table('wasted', [
    size('Bytes', w => w.bytes),
    { name: 'Layers', kind: '', key: w => w.layers[0], show: w => w.layers.join(', ') },
    { name: 'Why', kind: '', key: why, show: why },
    { name: 'File', kind: 'code', key: w => w.path, show: w => '/' + w.path },
  ], data.wasted.slice());
  const more = data.wastedFiles - data.wasted.length;
  $('wasted-note').textContent = data.wastedFiles
    ? 'Bytes that are in the image and that nobody can see in it: ' + data.wastedFiles + (data.wastedFiles === 1 ? ' file' : ' files') + (more > 0 ? ', the largest ' + data.wasted.length + ' here' : '') + '.'
    : 'Nothing is wasted.';
  $('find-label').hidden = !data.wastedFiles;
  $('find').addEventListener('input', () => {
    const wanted = $('find').value.toLowerCase();
    filter(w => ('/' + w.path).toLowerCase().includes(wanted));
  });
  document.addEventListener('keydown', e => {
    if (e.key === '/' && document.activeElement !== $('find') && data.wastedFiles) { e.preventDefault(); $('find').focus(); }
  });
  let width = 0;
  addEventListener('resize', () => { if ($('map').clientWidth !== width) { width = $('map').clientWidth; draw(false); } });
  width = $('map').clientWidth;
  draw(false);
})();
