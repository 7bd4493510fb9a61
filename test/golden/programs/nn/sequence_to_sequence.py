import torch
import torch.nn as nn
import torch.nn.functional as F


class Encoder(nn.Module):
    def __init__(self, vocab, emb, hid):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.rnn = nn.GRU(emb, hid, bidirectional=True)
        self.fc = nn.Linear(hid * 2, hid)

    def forward(self, src):
        outputs, hidden = self.rnn(self.embedding(src))
        hidden = torch.tanh(self.fc(torch.cat((hidden[-2], hidden[-1]), dim=1)))
        return outputs, hidden


class Attention(nn.Module):
    def __init__(self, hid):
        super().__init__()
        self.attn = nn.Linear(hid * 3, hid)
        self.v = nn.Linear(hid, 1, bias=False)

    def forward(self, hidden, encoder_outputs):
        src_len = encoder_outputs.shape[0]
        hidden = hidden.unsqueeze(1).repeat(1, src_len, 1)
        encoder_outputs = encoder_outputs.permute(1, 0, 2)
        energy = torch.tanh(self.attn(torch.cat((hidden, encoder_outputs), dim=2)))
        return F.softmax(self.v(energy).squeeze(2), dim=1)


class LuongDecoder(nn.Module):
    def __init__(self, vocab, hid):
        super().__init__()
        self.embedding = nn.Embedding(vocab, hid)
        self.cell = nn.LSTMCell(hid, hid)
        self.out = nn.Linear(hid * 2, vocab)

    def forward(self, token, state, memory):
        h, c = self.cell(self.embedding(token), state)
        score = torch.bmm(memory, h.unsqueeze(2)).squeeze(2)
        weights = score.softmax(-1)
        context = torch.bmm(weights.unsqueeze(1), memory).squeeze(1)
        return self.out(torch.cat([h, context], dim=-1)), (h, c), weights


torch.manual_seed(21)
enc = Encoder(7, 3, 4)
attn = Attention(4)
src = torch.tensor([[1, 2], [3, 4], [5, 0]])
outputs, hidden = enc(src)
a = attn(hidden, outputs)
dec = LuongDecoder(7, 4)
memory = torch.randn(2, 3, 4)
state = (torch.zeros(2, 4), torch.zeros(2, 4))
token = torch.tensor([1, 1])
steps = []
for t in range(3):
    logits, state, w = dec(token, state, memory)
    steps.append(w)
    token = torch.tensor([2, t])
all_weights = torch.stack(steps)
h_last, c_last = state
lstm = nn.LSTM(3, 4, num_layers=2, batch_first=True, bidirectional=True, bias=False)
lstm.eval()
y = torch.randn(2, 5, 3)
out, (hn, cn) = lstm(y)
again, _ = lstm(y, (hn, cn))
single, hs = nn.RNN(3, 4, nonlinearity='relu')(torch.randn(5, 3))
stacked = nn.GRU(3, 4, num_layers=2, dropout=0.5)
noisy, hg = stacked(torch.randn(4, 2, 3))
cell = nn.RNNCell(3, 4)
one = cell(torch.randn(3))
weight = lstm.weight_ih_l1_reverse
packed = outputs.sum() + lstm.hidden_size
