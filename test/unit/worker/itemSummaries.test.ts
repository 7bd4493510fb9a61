import { describe, expect, it } from 'vitest';
import { analyzeDocument } from '../../../src/analysis/documents.js';
import { itemSummaries } from '../../../src/worker/itemSummaries.js';

const code = `import torch.nn as nn

class Attend(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)

    def forward(self, x):
        scores = self.query(x) @ self.key(x).transpose(-2, -1)
        return scores.softmax(dim=-1) @ x
`;

describe('lines above the text', () => {
  it('stand above a class once, and not again above its statements', () => {
    const lines = itemSummaries(analyzeDocument(code, 'python'), 'en');
    expect(lines.map((l) => [l.range.start.line, l.kind])).toEqual([
      [2, 'attention.scaledDotProduct'],
    ]);
  });
});
