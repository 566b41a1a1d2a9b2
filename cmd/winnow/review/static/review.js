// The keyboard of the review pages. Everything it does is a link or a form of the page, which works without it.
'use strict';
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  document.documentElement.classList.add('js');

  const say = (text) => { one('#say').textContent = text; };
  const follow = (selector) => { const link = one(selector); if (link) link.click(); else say('There is none.'); };
  const typing = (target) => target.closest('input, textarea, select, [contenteditable]') !== null;

  // --- all pages ---

  const dialog = one('#keys');
  const showKeys = () => { if (!dialog.open) dialog.showModal(); };
  const helpLink = one('#help-link');
  const keys = {
    '/': () => { const find = one('#find'); find?.focus(); find?.select(); },
    '?': showKeys,
  };
  helpLink?.setAttribute('aria-keyshortcuts', '?');

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || dialog.open) return;
    if (typing(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    if (capture && capture(event)) { event.preventDefault(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
  let capture = null; // takes every key while a mode lasts: a function that returns whether it used the key

  // --- lists: j and k move ---

  const links = all('.queue h2 a, .list > li .said a');
  if (links.length > 0 && !one('.rows')) {
    const move = (by) => {
      const at = links.indexOf(document.activeElement);
      const next = at < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1);
      links[next].focus();
    };
    keys.j = () => move(1);
    keys.k = () => move(-1);
    keys.n = () => follow('.paging a[rel=next]');
    keys.p = () => follow('.paging a[rel=prev]');
  }

  // --- one document ---

  const rows = one('.rows');
  if (!rows) return;
  const stretches = all('.s', rows);
  const panel = one('#panel');
  const form = one('#mark');
  const docs = JSON.parse(rows.dataset.docs || '{}');
  let at = stretches.findIndex((s) => s.classList.contains('chosen'));
  let split = null; // the stretch that is split, while it is

  const slot = (name) => one(`[data-slot=${name}]`, panel);
  const fill = (name, text) => { const el = slot(name); el.textContent = text || ''; el.hidden = !text; };
  const make = (tag, text, className) => {
    const el = document.createElement(tag);
    if (text) el.textContent = text;
    if (className) el.className = className;
    return el;
  };
  const words = (why) => why.f === 'removed' ? `Removed as ${why.k}` : why.f === 'lifted' ? 'The title' : 'Kept';

  // text returns what a stretch says, without the names of unseen characters.
  const text = (s) => {
    const copy = s.cloneNode(true);
    all('.x', copy).forEach((x) => x.remove());
    return copy.textContent.replace(/\s+/g, ' ').trim();
  };
  const shortened = (whole, most) => [...whole].length > most ? [...whole].slice(0, most).join('') + '…' : whole;

  const fillPanel = (s) => {
    const why = JSON.parse(s.dataset.why);
    panel.classList.remove('none');
    one('[data-if=none]', panel).hidden = true;
    one('[data-if=some]', panel).hidden = false;
    slot('words').textContent = words(why);
    slot('text').textContent = shortened(text(s), 160);
    slot('rule').textContent = why.r || 'no rule decided';
    slot('score').textContent = why.s || '';
    fill('doc', docs[why.r]);
    fill('note', why.n);
    const table = slot('verdicts');
    table.tBodies[0].replaceChildren(...(why.v || []).map((v) => {
      const row = make('tr', '', v.d ? 'decided' : '');
      const kind = make('td');
      kind.append(make('span', v.k, `tag k-${v.k}`));
      const rule = make('td');
      rule.append(make('code', v.r));
      if (docs[v.r]) rule.title = docs[v.r];
      if (v.x) rule.append(make('br'), make('bdi', v.x));
      row.append(kind, rule, make('td', v.s));
      return row;
    }));
    table.hidden = !why.v;
    slot('unsaid').hidden = Boolean(why.v);
    const list = (name, items) => {
      slot(name).hidden = items.length === 0;
      one('ul', slot(name)).replaceChildren(...items.map((item) => {
        const li = make('li');
        if (item.k) {
          const link = make('a');
          link.href = '/d/' + encodeURIComponent(item.k);
          link.append(make('bdi', item.i));
          li.append(link);
        } else {
          li.append(make('bdi', item));
        }
        return li;
      }));
    };
    list('witnesses', why.w || []);
    list('said', (why.c || []).map((c) => `${c.b}: ${c.w}${c.p ? ', in part' : ''}, ${c.t}${c.n ? ': ' + c.n : ''}`));
    all('.kinds button', form).forEach((b) => b.classList.toggle('now', why.f === 'removed' && b.value === why.k));
  };

  const mean = (start, end) => {
    form.elements.start.value = start;
    form.elements.end.value = end;
  };

  const choose = (i, focus = true) => {
    if (i < 0 || i >= stretches.length) return;
    leaveSplit();
    panel.classList.remove('choosing');
    capture = null;
    stretches[at]?.classList.remove('chosen');
    if (at >= 0) stretches[at].tabIndex = -1;
    at = i;
    const s = stretches[at];
    s.classList.add('chosen');
    s.tabIndex = 0;
    form.elements.only.value = '';
    mean(s.dataset.s, s.dataset.e);
    fillPanel(s);
    if (focus) {
      s.focus({ preventScroll: true });
      s.scrollIntoView({ block: 'nearest' });
    }
  };

  // --- bytes: offsets are bytes of the text, and the page counts in UTF-16 ---

  const encoder = new TextEncoder();
  const bytes = (string) => encoder.encode(string).length;

  // bytesTo returns how many bytes of a stretch stand before a place in it; null where the place is not in it.
  const bytesTo = (stretch, node, offset) => {
    let sum = 0;
    let found = false;
    const visit = (n) => {
      if (found) return;
      if (n.nodeType === Node.TEXT_NODE) {
        sum += bytes(n === node ? n.data.slice(0, offset) : n.data);
        found = n === node;
        return;
      }
      if (n.dataset?.b !== undefined && n !== stretch) {
        if (n.contains(node)) { found = true; if (offset > 0) sum += Number(n.dataset.b); return; }
        sum += Number(n.dataset.b);
        return;
      }
      for (const [i, child] of [...n.childNodes].entries()) {
        if (n === node && i === offset) { found = true; return; }
        visit(child);
        if (found) return;
      }
      if (n === node) found = true;
    };
    visit(stretch);
    return found ? sum : null;
  };

  // --- a selection is what a mark is about ---

  const stretchOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest('.s');
  const ends = (range) => {
    const from = stretchOf(range.startContainer);
    const to = stretchOf(range.endContainer);
    if (!from || !to || !rows.contains(from)) return null;
    if (from.closest('.row') !== to.closest('.row')) return { wrong: 'A mark lies within one block: mark the blocks one by one.' };
    if (from.dataset.x === undefined || to.dataset.x === undefined) return { wrong: 'The text as it came is there no longer: mark the whole stretch.' };
    for (let n = Number(from.id.slice(1)) + 1; n < Number(to.id.slice(1)); n++) {
      const between = document.getElementById('p' + n);
      if (!between || !range.intersectsNode(between)) return { wrong: 'Between the two stands text that is not selected: mark them one by one, or in the inline view.' };
    }
    return {
      from,
      start: Number(from.dataset.s) + bytesTo(from, range.startContainer, range.startOffset),
      end: Number(to.dataset.s) + bytesTo(to, range.endContainer, range.endOffset),
    };
  };

  document.addEventListener('selectionchange', () => {
    const selection = document.getSelection();
    if (split || !selection || selection.isCollapsed || selection.rangeCount === 0) return;
    const meant = ends(selection.getRangeAt(0));
    if (!meant) return;
    if (meant.wrong) { say(meant.wrong); return; }
    if (meant.start >= meant.end) return;
    if (stretches[at] !== meant.from) choose(stretches.indexOf(meant.from), false);
    mean(meant.start, meant.end);
    slot('text').textContent = 'Selected: ' + shortened(selection.toString().replace(/\s+/g, ' '), 150);
  });

  rows.addEventListener('click', (event) => {
    const label = event.target.closest('a.tag');
    const s = label ? document.getElementById(label.hash.slice(1)) : event.target.closest('.s');
    if (!s || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    if (!label && !document.getSelection().isCollapsed) return;
    event.preventDefault();
    choose(stretches.indexOf(s));
  });

  // --- what hovering shows ---

  const tip = one('#tip');
  rows.addEventListener('mouseover', (event) => {
    const s = event.target.closest('.s');
    if (!s || split) { tip.hidden = true; return; }
    const why = JSON.parse(s.dataset.why);
    const lines = [words(why) + (why.s ? ` · ${why.s}` : '')];
    if (why.n) lines.push(why.n);
    tip.replaceChildren(...lines.map((l) => make('div', l)));
    for (const v of (why.v || [{ r: why.r, k: why.k, s: '' }]).slice(0, 4)) if (v.r) tip.append(make('code', `${v.s} ${v.k} ${v.r}`.trim()));
    if (why.w) tip.append(make('div', `also in ${why.w.length} other document${why.w.length === 1 ? '' : 's'}`));
    tip.hidden = false;
    const box = s.getBoundingClientRect();
    const below = box.bottom + 8 + tip.offsetHeight < innerHeight;
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8)) + 'px';
    tip.style.top = Math.max(8, below ? box.bottom + 8 : box.top - tip.offsetHeight - 8) + 'px';
  });
  rows.addEventListener('mouseleave', () => { tip.hidden = true; });
  document.addEventListener('scroll', () => { tip.hidden = true; }, { passive: true });

  // --- marks ---

  const press = (want) => {
    if (at < 0) { say('Choose a stretch first: j and k move.'); return; }
    one(`button[value=${want}]`, form).click();
  };

  const chooseKind = () => {
    if (at < 0) { say('Choose a stretch first: j and k move.'); return; }
    const buttons = all('.kinds button', form);
    const before = capture;
    const end = () => { panel.classList.remove('choosing'); capture = before; };
    panel.classList.add('choosing');
    buttons[0].focus({ preventScroll: true });
    buttons[0].scrollIntoView({ block: 'nearest' });
    say('Removed as: a letter, or arrows and Enter. ' + buttons.map((b) => b.textContent.trim()).join(', '));
    capture = (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const now = buttons.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (step) { buttons[(now + step + buttons.length) % buttons.length].focus(); return true; }
      if (event.key === 'Escape') { end(); (split?.s ?? stretches[at]).focus({ preventScroll: true }); say('Nothing was marked.'); return true; }
      const button = buttons.find((b) => b.dataset.key === event.key);
      if (button) { end(); button.click(); return true; }
      return false;
    };
  };

  // --- splitting: a text cursor in the stretch ---

  // unitsOf returns the places in a stretch between which the cursor moves: characters as people see them.
  const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter(undefined, { granularity: 'grapheme' }) : null;
  const unitsOf = (s) => {
    const units = [];
    const visit = (n) => {
      if (n.nodeType === Node.TEXT_NODE) {
        const parts = segmenter ? [...segmenter.segment(n.data)].map((p) => p.segment) : [...n.data];
        let offset = 0;
        for (const part of parts) { units.push({ node: n, offset, char: part }); offset += part.length; }
        return;
      }
      if (n.dataset?.b !== undefined && n !== s) { units.push({ node: n.parentNode, offset: [...n.parentNode.childNodes].indexOf(n), char: '\ufffc' }); return; }
      n.childNodes.forEach(visit);
    };
    visit(s);
    return units;
  };

  const startSplit = () => {
    if (at < 0) { say('Choose a stretch first: j and k move.'); return; }
    const s = stretches[at];
    if (s.dataset.x === undefined) { say('The text as it came is there no longer: mark the whole stretch.'); return; }
    const source = s.cloneNode(true);
    const units = unitsOf(source);
    if (units.length < 2) { say('There is nothing to split.'); return; }
    split = { s, source, units, place: firstBreak(units), second: true, nodes: [...s.childNodes] };
    tip.hidden = true;
    capture = splitKey;
    drawSplit();
    say('Split: arrows move the cursor, Tab takes the other part, a, t or r marks it, Escape leaves.');
  };

  // firstBreak is where the cursor begins: after the first sentence, or else in the middle.
  const firstBreak = (units) => {
    const next = sentence(units, 0, 1);
    return next > 0 && next < units.length ? next : Math.floor(units.length / 2);
  };

  const isWord = (unit) => /[\p{L}\p{N}\p{M}]/u.test(unit.char);
  const word = (units, from, by) => {
    let i = from;
    if (by > 0) {
      while (i < units.length && isWord(units[i])) i++;
      while (i < units.length && !isWord(units[i])) i++;
    } else {
      while (i > 0 && !isWord(units[i - 1])) i--;
      while (i > 0 && isWord(units[i - 1])) i--;
    }
    return i;
  };
  const begins = (units, i) => i > 0 && i < units.length && /\s/.test(units[i - 1].char) && !/\s/.test(units[i].char) && /[.!?…。！？؟"”»)]|\n/.test(units[i - 2]?.char ?? '');
  const sentence = (units, from, by) => {
    for (let i = from + by; i > 0 && i < units.length; i += by) if (begins(units, i)) return i;
    return by > 0 ? units.length : 0;
  };

  const splitBytes = () => {
    const { source, units, place } = split;
    return place >= units.length ? bytesTo(source, source, source.childNodes.length) : bytesTo(source, units[place].node, units[place].offset);
  };

  const drawSplit = () => {
    const { s, source, units, place, second } = split;
    const whole = (from, to) => {
      const range = document.createRange();
      range.selectNodeContents(source);
      if (from < units.length && from > 0) range.setStart(units[from].node, units[from].offset);
      if (to < units.length) range.setEnd(units[to].node, units[to].offset);
      return range.cloneContents();
    };
    const before = make('span', '', second ? '' : 'part-taken');
    before.append(whole(0, place));
    const after = make('span', '', second ? 'part-taken' : '');
    after.append(whole(place, units.length));
    const caret = make('span', '', 'caret');
    s.replaceChildren(before, caret, after);
    caret.scrollIntoView({ block: 'nearest' });
    s.focus({ preventScroll: true });
    const start = Number(s.dataset.s);
    const cut = start + splitBytes();
    mean(second ? cut : start, second ? Number(s.dataset.e) : cut);
    slot('text').textContent = 'This part: ' + shortened(text(second ? after : before), 150);
  };

  const leaveSplit = () => {
    if (!split) return;
    split.s.replaceChildren(...split.nodes);
    mean(split.s.dataset.s, split.s.dataset.e);
    split = null;
    capture = null;
  };

  const splitKey = (event) => {
    if (event.metaKey) return false;
    const { units } = split;
    const to = (place) => { split.place = Math.min(Math.max(place, 1), units.length - 1); drawSplit(); return true; };
    const rtl = getComputedStyle(split.s).direction === 'rtl' ? -1 : 1;
    const jump = event.ctrlKey || event.altKey;
    switch (event.key) {
      case 'ArrowRight': return to(jump ? word(units, split.place, rtl) : split.place + rtl);
      case 'ArrowLeft': return to(jump ? word(units, split.place, -rtl) : split.place - rtl);
      case 'ArrowDown': return to(sentence(units, split.place, 1));
      case 'ArrowUp': return to(sentence(units, split.place, -1));
      case 'Home': return to(1);
      case 'End': return to(units.length - 1);
      case 'Tab': split.second = !split.second; drawSplit(); return true;
      case 'Escape': case 's': leaveSplit(); fillPanel(stretches[at]); stretches[at].focus({ preventScroll: true }); say('Whole again.'); return true;
    }
    return false;
  };

  Object.assign(keys, {
    j: () => {
      if (at + 1 < stretches.length) choose(at + 1);
      else if (one('#later')) follow('#later');
    },
    k: () => choose(Math.max(at - 1, 0)),
    a: () => press('article'),
    t: () => press('title'),
    r: chooseKind,
    s: startSplit,
    u: () => { const button = one('#undo button'); if (button.disabled) say('There is nothing to take back.'); else button.click(); },
    n: () => follow('#next'),
    p: () => follow('#previous'),
    f: () => follow('#frame-switch'),
    v: () => { const views = all('.switch a'); views[(views.findIndex((l) => l.hasAttribute('aria-current')) + 1) % views.length].click(); },
    Escape: () => { if (at >= 0) { document.getSelection().removeAllRanges(); choose(at); } },
  });
  if (at >= 0) choose(at);
})();
