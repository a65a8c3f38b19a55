"""The peer: a GPT as one writes it for PyTorch in a teaching repository's style, trained by a plain loop.

Reads lines "float32 STEPS" or "bfloat16 STEPS", answers with the seconds of each step.
Arguments: layers width heads context batch vocabulary.
"""
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

layers, width, heads, context, batch, vocabulary = map(int, sys.argv[1:7])
torch.manual_seed(1)
torch.set_num_threads(2)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(4 * width, width, bias=False)
        self.register_buffer("mask", torch.tril(torch.ones(context, context)).bool())

    def forward(self, x):
        b, t, w = x.shape
        q, k, v = (p.view(b, t, heads, w // heads).transpose(1, 2) for p in self.qkv(self.norm1(x)).split(w, dim=2))
        scores = (q @ k.transpose(-2, -1)) * (w // heads) ** -0.5
        weights = F.softmax(scores.masked_fill(~self.mask[:t, :t], float("-inf")), dim=-1)
        x = x + self.out((weights @ v).transpose(1, 2).reshape(b, t, w))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block() for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, vocabulary, bias=False)
        self.head.weight = self.tokens.weight
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions(torch.arange(ids.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


model = Gpt()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1)
data = torch.randint(0, vocabulary, (1_000_000,))
for line in sys.stdin:
    precision, steps = line.split()
    times = []
    for _ in range(int(steps)):
        start = time.perf_counter()
        at = torch.randint(0, len(data) - context - 1, (batch,))
        x, y = (torch.stack([data[i + o:i + o + context] for i in at]) for o in (0, 1))
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bfloat16"):
            logits = model(x)
            loss = F.cross_entropy(logits.view(-1, vocabulary).float(), y.view(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss.item()
        times.append(time.perf_counter() - start)
    print(" ".join(f"{t:.6f}" for t in times), flush=True)
