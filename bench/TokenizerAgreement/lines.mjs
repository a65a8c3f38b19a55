// 2,000 lines of mixed text, made up here: code, numbers, accents, scripts, emoji, white space, controls, broken surrogates.
// Left out: U+FEFF and U+0085, which JavaScript's \s takes otherwise than the engines of tiktoken and Hugging Face do.
export function lines(count = 2000) {
  let state = 12345
  const random = n => { // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
  const pick = list => list[random(list.length)]
  const some = (make, least, most, between = ' ') => Array.from({ length: least + random(most - least + 1) }, make).join(between)
  const point = (first, last) => String.fromCodePoint(first + random(last - first + 1))

  const english = 'the of a river window reading quickly tokens merge frequency children hadn\'t she\'ll they\'ve I\'m we\'d it\'s DON\'T He\'S you\'Re learning unbelievably naïveté 3rd x-ray e.g. U.S.A. model\'s internationalisation antidisestablishmentarianism HTTPServer camelCaseWord snake_case_word SCREAMING_CASE iPhone McDonald'.split(' ')
  const accents = ['café', 'Ångström', 'fußball', 'żółć', 'Łódź', 'señor', 'garçon', 'ĐẶNG', 'Việt', 'naïve', 'smørrebrød', 'þing', 'ǅungla', 'İstanbul', 'ıssız', 'æon', 'œuvre', 'Ἀθῆναι', 'ᾈδης', 'ʻokina', 'mañana', 'Škoda', 'it\'ſ', 'ſo', 'fiancé\'s', 'ªº']
  const combining = ['e\u0301', 'a\u030a', 'o\u0308', 'n\u0303', 's\u0323\u0307', 's\u0307\u0323', 'Z\u0351\u036b\u0343\u036a', 'क\u094d\u0937\u093f', 'ก\u0e33', '\u1112\u1161\u11ab', '\u1100\u1161', 'か\u3099', '\u212b', '\u2126', '\u0958', '\u0301x', 'x\u20dd', '\u0344', '\u1e9b\u0323', '\ufb1d']
  const scripts = [
    () => some(() => point(0x4e00, 0x9fa5), 1, 9, ''), () => some(() => point(0x3041, 0x3096), 1, 8, ''), () => some(() => point(0x30a1, 0x30fa), 1, 8, ''),
    () => some(() => point(0xac00, 0xd7a3), 1, 6, ''), () => some(() => point(0x0430, 0x044f), 2, 9, ''), () => some(() => point(0x0410, 0x042f), 1, 5, ''),
    () => some(() => point(0x0621, 0x064a), 2, 8, ''), () => some(() => point(0x05d0, 0x05ea), 2, 7, ''), () => some(() => point(0x0905, 0x0939), 1, 6, ''),
    () => some(() => point(0x0e01, 0x0e2e), 2, 9, ''), () => some(() => point(0x10d0, 0x10f0), 2, 7, ''), () => some(() => point(0x1200, 0x1220), 2, 6, ''),
    () => some(() => point(0x03b1, 0x03c9), 2, 8, ''), () => some(() => point(0x13a0, 0x13c0), 2, 5, ''),
  ]
  const astral = [
    () => point(0x20000, 0x20100), () => point(0x2a700, 0x2a720), () => point(0x1d400, 0x1d433), () => point(0x1d41a, 0x1d433), () => point(0x1d7ce, 0x1d7ff),
    () => point(0x10400, 0x10427), () => point(0x10428, 0x1044f), () => point(0x10330, 0x1034a), () => point(0x12000, 0x12020), () => point(0x1f110, 0x1f129),
    () => point(0x1d165, 0x1d166), () => '\u{1d15e}', () => point(0x10107, 0x10110), () => point(0x1ec71, 0x1ec75), () => '\u{1f82f}', () => point(0xe0101, 0xe0103), () => point(0xf0000, 0xf0004), () => '\u{10ffff}',
  ]
  const emoji = ['😀', '👩‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '🇯🇵🇧🇷', '❤️', '1️⃣', '🧑🏿‍🚀', '☕', '🫠', '™', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', '🤷‍♀️', '✈', '©️']
  const numbers = () => pick([
    () => String(random(10)), () => String(random(100000)), () => `${random(1000)},${String(random(1000)).padStart(3, '0')}.${random(100)}`, () => `-${random(50)}.${random(1000)}e${random(30) - 15}`,
    () => `0x${random(65536).toString(16).toUpperCase()}`, () => `${2000 + random(60)}-${1 + random(12)}-${1 + random(28)}T${random(24)}:${random(60)}:${random(60)}Z`, () => `$${random(9999)}`, () => '١٢٣٤٥', () => '४५६७', () => '½¾²³', () => 'ⅣⅫ',
    () => '9'.repeat(1 + random(20)), () => `${random(256)}.${random(256)}.${random(256)}.${random(256)}`, () => '三百', () => '㊿①',
  ])()
  const code = () => pick([
    () => `for (int ${pick('ijk')} = 0; i < ${random(100)}; i++) { sum += a[i] * ${random(9)}.0f; }`, () => `def ${pick(english)}_${pick('xyz')}(self, *args, **kwargs) -> None:`, () => `\treturn x?.y ?? throw new Exception($"{nameof(x)}");`,
    () => `SELECT * FROM t${random(9)} WHERE id=${random(999)} AND name LIKE '%o''x%' -- done`, () => `<a href="https://example.org/${pick(english)}?q=${random(99)}&amp;r=#top">${pick(english)}</a>`, () => `if(!ptr||ptr->next==NULL){free(ptr);}//${pick(english)}`,
    () => `{"key": [${random(9)}, null, true, "\\u00e9\\n"], "π": 3.14159}`, () => `#include <${pick(['vector', 'map'])}>\n#define X(a,b) ((a)##b)\r\n`, () => `git commit -m "${pick(english)}" && make -j${random(9)} 2>&1 | tee log.txt`, () => `$\\frac{\\partial f}{\\partial x_{${random(9)}}} \\leq \\sum_{i=1}^{n} \\alpha_i$`,
    () => `    ${pick(english)}:    ${pick(english)}        # ${pick(english)}`, () => `/^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$/gi`, () => `----------${'='.repeat(random(90))}`, () => `!!!???...,,,;;;:::~~~^^^***///${'/'.repeat(random(5))}\n`,
  ])()
  const spaces = () => pick([
    () => ' '.repeat(1 + random(40)), () => '\t'.repeat(1 + random(6)), () => '\r\n', () => '\n\n\n', () => ' \n ', () => '\n  ', () => ' \t \r\n\t', () => '\u00a0', () => '\u3000', () => '\u2009\u200a', () => '\u2028', () => '\v\f', () => '\u1680', () => '\u202f', () => '  \n\n    ',
  ])()
  const controls = ['\0', '\u0001\u0002', '\u001b[31m', '\u007f', '\u0080', '\u00ad', '\u200b', '\u200d', '\u200e', '\u202e', '\u2060', '\ufffd', '\ufffe', '\uffff', '\ue000', '\u001c\u001d', '\u180e', '\u0378']
  const broken = ['\ud800', '\udc00', 'a\ud83d', '\ude00b', '\udc00\ud800', '\ud800\ud800\udc00', ' \ud8ff ', '\ud83d\ud83d\ude00']
  const special = ['<|endoftext|>', '<|im_start|>', '<s>', '</s>', '<|endofprompt|>', '[INST]', '<unk>', '<|fim_prefix|>']

  const word = () => random(4) ? pick(english) : pick(accents)
  const anything = () => pick([word, word, numbers, code, spaces, () => pick(combining), () => pick(scripts)(), () => pick(astral)(), () => pick(emoji), () => pick(controls), () => pick(broken), () => pick(special)])()
  const kinds = [
    () => some(word, 3, 18), () => some(code, 1, 2, '\n'), () => some(numbers, 1, 8), () => some(() => pick(scripts)(), 1, 6, pick(['', ' ', '、', ', '])), () => some(() => pick(astral)(), 1, 8, pick(['', ' ', 'a'])),
    () => some(() => pick(emoji), 1, 7, pick(['', ' '])), () => some(() => pick(combining), 1, 8, pick(['', ' ', 'n'])), () => some(() => pick(accents), 2, 10), () => some(() => random(2) ? spaces() : word(), 1, 12, ''),
    () => some(() => random(2) ? pick(controls) : word(), 1, 8, ''), () => some(() => random(2) ? pick(broken) : word(), 1, 6, pick(['', ' '])), () => some(() => random(3) ? word() : pick(special), 2, 8, pick(['', ' '])), () => some(anything, 1, 20, ''), () => some(anything, 1, 12, ' '),
    () => pick([() => 'a'.repeat(1 + random(300)), () => pick(['ab', 'xyz', 'na', '()', '0']).repeat(1 + random(120)), () => some(() => point(0x61, 0x7a), 20, 200, ''), () => pick(['é', '字', '😀', '𠀀']).repeat(1 + random(40))])(),
  ]
  return Array.from({ length: count }, (_, i) => i === 0 ? '' : kinds[i % kinds.length]())
}
