// Writes the fixture of tests/LanguageModels.Tests/Tokenizers: each line of lines.mjs with what independent tokenizers make of it.
//   npm install && node agreement.mjs            (needs /usr/bin/python3 with python3-sentencepiece, and ../../../shared for its model)
// Columns: cl100k_base, o200k_base, r50k_base (gpt-tokenizer); Llama 3's, Qwen's and GPT-2's tokenizer.json over those ranks (Hugging Face's
// tokenizers); SentencePiece of stories260K (Google's). A column is the FNV-1a hash of the ids, written in decimal with commas between.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as cl100k from 'gpt-tokenizer/encoding/cl100k_base'
import * as o200k from 'gpt-tokenizer/encoding/o200k_base'
import * as r50k from 'gpt-tokenizer/encoding/r50k_base'
import tokenizers from 'tokenizers'
import { tokenizerJson } from './tokenizer-json.mjs'
import { lines } from './lines.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const wellFormed = text => text.toWellFormed()
const none = { allowedSpecial: new Set(), disallowedSpecial: new Set() }
const huggingFace = kind => {
  const tokenizer = tokenizers.Tokenizer.fromString(JSON.stringify(tokenizerJson(kind)))
  return async text => (await tokenizer.encode(wellFormed(text), null, { addSpecialTokens: false })).getIds()
}
const hash = ids => {
  let h = 0x811c9dc5
  for (const c of Buffer.from(ids.join(','))) h = Math.imul(h ^ c, 0x01000193) >>> 0
  return h.toString(16).padStart(8, '0')
}

const texts = lines()
const columns = [cl100k, o200k, r50k].map(e => texts.map(t => e.encode(t, none)))
for (const kind of ['llama3', 'qwen', 'gpt2']) {
  const encode = huggingFace(kind)
  const ids = []
  for (const text of texts) ids.push(await encode(text))
  columns.push(ids)
}
const folder = mkdtempSync(join(tmpdir(), 'agreement-'))
writeFileSync(join(folder, 'lines.json'), JSON.stringify(texts.map(wellFormed)))
columns.push(JSON.parse(execFileSync('/usr/bin/python3', [join(here, 'sentencepiece_ids.py'), join(here, '../../../shared/models/stories260K/tokenizer.model'), join(folder, 'lines.json')], { maxBuffer: 1 << 28 })))

const escape = text => JSON.stringify(text).replace(/[\u007f-\u00a0\u00ad\u0300-\u036f\u1680\u180e\u2000-\u200f\u2028-\u202f\u2060\u3000\ue000-\uf8ff\ufeff-\uffff]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'))
writeFileSync(join(here, '../../tests/LanguageModels.Tests/Tokenizers/agreement.jsonl'), texts.map((t, i) => `[${escape(t)}, ${columns.map(c => `"${hash(c[i])}"`).join(', ')}]\n`).join(''))
console.log(`${texts.length} lines; ids: ${columns.map(c => c.reduce((n, ids) => n + ids.length, 0)).join(', ')}`)
