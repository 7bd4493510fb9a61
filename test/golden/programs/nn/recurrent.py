import torch
import torch.nn as nn

torch.manual_seed(12)
rnn = nn.RNN(3, 4, batch_first=True)
x = torch.randn(2, 5, 3)
out, h = rnn(x)
gru = nn.GRU(3, 4)
o2, h2 = gru(torch.randn(4, 1, 3))
lstm = nn.LSTM(3, 4, batch_first=True)
o3, (h3, c3) = lstm(x)
cell = nn.GRUCell(3, 4)
h4 = cell(torch.randn(2, 3), torch.zeros(2, 4))
lc = nn.LSTMCell(3, 2)
h5, c5 = lc(torch.randn(1, 3))
