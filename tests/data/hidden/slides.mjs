// node slides.mjs, with pptxgenjs 4 from npm beside it: makes the slides of this folder anew (see make.py).
import PptxGenJS from 'pptxgenjs';

const secret = 'Beatrix Kowalczyk-Vane, 4 Mill Lane';
const place = { x: 1, y: 2, w: 6, h: 1 };

async function slide(name, change) {
  const deck = new PptxGenJS();
  deck.layout = 'LAYOUT_16x9';
  const one = deck.addSlide();
  one.addText('The answer', { x: 1, y: 0.5, w: 5, h: 1 });
  change(one, deck);
  await deck.writeFile({ fileName: new URL(name + '.pptx', import.meta.url).pathname });
}

await slide('slide-white', one => one.addText(secret, { ...place, color: 'FFFFFF' }));
await slide('slide-on-own-ground', one => {
  one.background = { color: '1F4E78' };
  one.addText(secret, { ...place, color: '1F4E78' });
});
await slide('slide-run-in-white', one => one.addText([{ text: 'We hold ' }, { text: secret, options: { color: 'FFFFFF' } }], place));
await slide('slide-tiny', one => one.addText(secret, { ...place, fontSize: 1 }));
await slide('slide-off', one => one.addText(secret, { ...place, x: 20 }));
await slide('slide-off-above', one => one.addText(secret, { ...place, y: -3 }));
await slide('slide-transparent', one => one.addText(secret, { ...place, transparency: 100 }));
await slide('slide-covered', (one, deck) => {
  one.addText(secret, place);
  one.addShape(deck.ShapeType.rect, { x: 0.9, y: 1.9, w: 7, h: 1.3, fill: { color: '000000' } });
});
await slide('slide-word-covered', (one, deck) => {
  one.addText('We hold ' + secret, { ...place, w: 8, fontSize: 18 });
  one.addShape(deck.ShapeType.rect, { x: 2, y: 2.2, w: 3, h: 0.6, fill: { color: '000000' } });
});
await slide('slide-same-colour', one => one.addText(secret, { ...place, color: 'FF0000', fill: { color: 'FF0000' } }));
await slide('slide-table-white', one => one.addTable([[{ text: 'Area' }, { text: secret, options: { color: 'FFFFFF' } }]], { x: 1, y: 2, w: 6 }));
await slide('ok-slide', (one, deck) => {
  one.addText('Heading', { ...place, color: 'FFFFFF', fill: { color: '003366' } });
  one.addShape(deck.ShapeType.rect, { x: 1, y: 3.2, w: 6, h: 0.6, fill: { color: 'CC0000' } });
  one.addText('white on a shape of its own below', { x: 1, y: 3.2, w: 6, h: 0.6, color: 'FFFFFF' });
  one.addTable([[{ text: 'Area', options: { color: 'FFFFFF', fill: { color: '003366' } } }, { text: 'North' }]], { x: 1, y: 4.2, w: 6 });
});
