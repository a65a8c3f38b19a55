// tokenizer.json files in the styles of Llama 3, Qwen and GPT-2 over OpenAI's published ranks, as gpt-tokenizer carries them.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const data = join(dirname(fileURLToPath(import.meta.resolve('gpt-tokenizer/package.json'))), 'data')
const llama3 = String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
const byteLevel = useRegex => ({ type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: useRegex })
const split = regex => ({ type: 'Sequence', pretokenizers: [{ type: 'Split', pattern: { Regex: regex }, behavior: 'Isolated', invert: false }, byteLevel(false)] })

export function tokenizerJson(kind) {
  const { vocab, merges } = vocabulary(kind === 'gpt2' ? 'r50k_base' : 'cl100k_base')
  return {
    version: '1.0', truncation: null, padding: null, added_tokens: [],
    normalizer: kind === 'qwen' ? { type: 'NFC' } : null,
    pre_tokenizer: kind === 'gpt2' ? byteLevel(true) : split(kind === 'qwen' ? llama3.replace('{1,3}', '') : llama3),
    post_processor: null, decoder: byteLevel(true),
    model: { type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: kind === 'llama3', vocab, merges },
  }
}

// Every pair of tokens that makes a token, in order of the token it makes: what transformers' converter writes for tiktoken's files.
function vocabulary(name) {
  const alphabet = []
  let others = 0
  for (let b = 0; b < 256; b++) alphabet.push(String.fromCharCode((b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174 ? b : 256 + others++))
  const vocab = {}, merges = []
  for (const line of readFileSync(join(data, name + '.tiktoken'), 'utf8').split('\n')) {
    const [token, rank] = line.trim().split(' ')
    if (rank !== undefined) vocab[[...Buffer.from(token, 'base64')].map(b => alphabet[b]).join('')] = Number(rank)
  }
  for (const [token, id] of Object.entries(vocab)) {
    const pairs = []
    for (let cut = 1; cut < token.length; cut++) {
      const left = token.slice(0, cut), right = token.slice(cut)
      if (Object.hasOwn(vocab, left) && Object.hasOwn(vocab, right)) pairs.push([left, right])
    }
    pairs.sort((a, b) => vocab[a[0]] - vocab[b[0]] || vocab[a[1]] - vocab[b[1]])
    for (const pair of pairs) merges.push([id, pair.join(' ')])
  }
  merges.sort((a, b) => a[0] - b[0])
  return { vocab, merges: merges.map(m => m[1]) }
}
