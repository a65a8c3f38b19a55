// What bench/TokenizerTraining runs beside ours. The last line of output is JSON.
//   node peers.mjs train corpus.txt merges.json     Hugging Face's trainer with Llama 3's pattern; its Node binding has no size but 30,000
//   node peers.mjs ids folder                       ids of the texts in lines.json by the folder's tokenizer.json, special tokens added
//   node peers.mjs encode corpus.txt cl100k_base|o200k_base|huggingface
import { readFileSync, writeFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tokenizerJson } from './tokenizer-json.mjs'

const [command, corpus, argument] = process.argv.slice(2)
const seconds = start => Number(process.hrtime.bigint() - start) / 1e9
if (command === 'train') {
  const { Tokenizer } = (await import('tokenizers')).default
  const untrained = tokenizerJson('llama3')
  untrained.model = { ...untrained.model, ignore_merges: false, vocab: {}, merges: [] }
  const tokenizer = Tokenizer.fromString(JSON.stringify(untrained))
  const start = process.hrtime.bigint()
  tokenizer.train([corpus])
  const took = seconds(start)
  const file = join(mkdtempSync(join(tmpdir(), 'peers-')), 'tokenizer.json')
  tokenizer.save(file)
  writeFileSync(argument, JSON.stringify(JSON.parse(readFileSync(file, 'utf8')).model.merges.map(m => typeof m === 'string' ? m : m.join(' '))))
  console.log(JSON.stringify({ seconds: took }))
} else if (command === 'ids') {
  const tokenizer = (await import('tokenizers')).default.Tokenizer.fromFile(join(corpus, 'tokenizer.json'))
  const ids = []
  for (const text of JSON.parse(readFileSync(join(corpus, 'lines.json'), 'utf8'))) ids.push((await tokenizer.encode(text)).getIds())
  console.log(JSON.stringify({ ids }))
} else {
  const lines = readFileSync(corpus, 'utf8').match(/[^\n]*\n/g)
  const documents = []
  for (let i = 0; i < lines.length; i += 40) documents.push(lines.slice(i, i + 40).join(''))
  let encode
  if (argument === 'huggingface') {
    const tokenizer = (await import('tokenizers')).default.Tokenizer.fromString(JSON.stringify(tokenizerJson('llama3')))
    encode = async text => (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds()
  } else {
    encode = (await import(`gpt-tokenizer/encoding/${argument}`)).encode
  }
  for (const document of documents.slice(0, 500)) await encode(document) // warm
  const start = process.hrtime.bigint()
  let ids = 0
  for (const document of documents) ids += (await encode(document)).length
  console.log(JSON.stringify({ megabytesPerSecond: Buffer.byteLength(lines.join('')) / 1e6 / seconds(start), ids }))
}
