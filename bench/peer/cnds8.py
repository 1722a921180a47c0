"""cnds-8 (lwwang/Places_CNDS_model train_val.prototxt): 227x227, branch at conv4 (after ReLU, before pool3), cross entropy, L0 + 0.3 Ls, 205 classes."""
import torch, torch.nn as nn, torch.nn.functional as F
from common import arguments, run

class Net(nn.Module):
    def __init__(self, heads, k=205):
        super().__init__()
        c, r = (lambda i, o: nn.Conv2d(i, o, 3, padding=1)), (lambda: nn.ReLU(inplace=True))
        p = lambda k: nn.MaxPool2d(k, 2, ceil_mode=True)
        fc = lambda i, o: [nn.Linear(i, o), r(), nn.Dropout(0.5)]
        self.low = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 1), r(), p(3), c(64, 128), r(), p(2), c(128, 256), r(), c(256, 256), r())
        self.high = nn.Sequential(p(2), c(256, 512), r(), c(512, 512), r(), p(2), c(512, 512), r(), c(512, 512), r(), p(2), nn.Flatten(),
                                  *fc(512 * 16, 4096), *fc(4096, 4096), nn.Linear(4096, k))
        self.head = nn.Sequential(nn.AvgPool2d(5, 2, ceil_mode=True), nn.Conv2d(256, 64, 1), nn.Flatten(),
                                  *fc(64 * 13 * 13, 1024), *fc(1024, 1024), nn.Linear(1024, k)) if heads else None
        for m in self.modules():
            if isinstance(m, (nn.Conv2d, nn.Linear)):
                nn.init.normal_(m.weight, 0, 0.01); nn.init.constant_(m.bias, 0.1)

    def forward(self, x):
        t = self.low(x)
        return (self.high(t), self.head(t)) if self.head is not None else (self.high(t),)

if __name__ == "__main__":
    o = arguments(16)
    ce = F.cross_entropy
    run("cnds-8", Net(not o.plain), lambda outs, y: sum(w * ce(s, y) for w, s in zip((1.0, 0.3), outs)), (3, 227, 227), 205, 0.001, o)
