import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineAssembler } from '../../src/watch/lineAssembler';
import { TerminalText } from '../../src/watch/terminalText';

const esc = '\u001B';
const bell = '\u0007';

/** The lines that come out of the terminal reader and the assembler behind it. */
function linesOf(chunks: readonly string[]): string[] {
  const text = new TerminalText();
  const assembler = new LineAssembler();
  return [...chunks.map((chunk) => assembler.push(text.push(chunk))), assembler.flush()]
    .filter((block) => block !== undefined)
    .join('\n')
    .split('\n')
    .filter((line) => line !== '');
}

describe('TerminalText', () => {
  it('leaves what programs print alone', () => {
    assert.deepEqual(linesOf(['one\r\ntwo\r\n', 'three']), ['one', 'two', 'three']);
  });

  it('removes the marks of shell integration, titles, links and colours', () => {
    const data = `${esc}]633;C${bell}${esc}]0;node${esc}\\${esc}[31mError: listen${esc}[0m EADDRINUSE\r\n`;
    assert.deepEqual(linesOf([data]), ['Error: listen EADDRINUSE']);
  });

  it('never joins words of two places on the screen', () => {
    const data = `port ${esc}[5;1H3000 is${esc}[2Bin use${esc}[Kx${esc}[2J${esc}[Hy`;
    assert.deepEqual(linesOf([data]), ['port ', '3000 is', 'in usex', 'y']);
  });

  it('leaves out the alternate screen: an editor or pager shows a file', () => {
    const data = `before\r\n${esc}[?1049h${esc}[1;1Hlisten EADDRINUSE: address already in use :::3000${esc}[?1049l${esc}[?25hafter\r\n`;
    assert.deepEqual(linesOf([data]), ['before', 'after']);
  });

  it('does not wait for ever for the end of a sequence', () => {
    const endless = `${esc}]0;${'x'.repeat(20_000)}`;
    assert.deepEqual(linesOf([endless, '\nError\n']), ['Error']);
    assert.deepEqual(linesOf([`${esc}]0;title without end\nError\n`]), ['Error']);
  });

  it('says the same however the data is cut', () => {
    const piece = fc.constantFrom(
      'Error: listen EADDRINUSE: address already in use :::3000',
      'a',
      '\r\n',
      '\n',
      '\r',
      `${esc}[31m`,
      `${esc}[0m`,
      `${esc}[5;10H`,
      `${esc}[2A`,
      `${esc}[K`,
      `${esc}[?1049h`,
      `${esc}[?1049l`,
      `${esc}[?25l`,
      `${esc}]633;D;1${bell}`,
      `${esc}]8;;file:///a${esc}\\`,
      `${esc}7`,
      `${esc}(B`,
      `${esc}M`,
      esc,
      '[',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (pieces, cuts) => {
          const data = pieces.join('');
          const places = [...new Set(cuts.map((cut) => cut % (data.length + 1)))].sort(
            (a, b) => a - b,
          );
          const chunks = [0, ...places].map((from, index) => data.slice(from, places[index]));
          assert.deepEqual(linesOf(chunks), linesOf([data]));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
