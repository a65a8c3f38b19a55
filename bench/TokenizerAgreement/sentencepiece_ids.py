"""Ids that Google's SentencePiece gives: model, JSON array of texts -> JSON array of arrays. Debian's python3-sentencepiece."""
import json
import sys

import sentencepiece

processor = sentencepiece.SentencePieceProcessor(model_file=sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    json.dump([processor.encode(text) for text in json.load(file)], sys.stdout)
