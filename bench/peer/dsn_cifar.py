"""dsn-cifar: the released DSN CIFAR-10 network (s9xie/DSN cifar-10.prototxt) with three companions on the pre-ReLU maps; squared hinge, all weights 1."""
import math, torch, torch.nn as nn, torch.nn.functional as F
from common import arguments, run

class Net(nn.Module):
    def __init__(self, heads):
        super().__init__()
        c = lambda i, o, k: nn.Conv2d(i, o, k, padding=k // 2)
        self.conv1, self.cccp1, self.cccp2 = c(3, 192, 5), c(192, 160, 1), c(160, 96, 1)
        self.conv2, self.cccp3, self.cccp4 = c(96, 192, 5), c(192, 192, 1), c(192, 192, 1)
        self.conv3, self.cccp5, self.cccp6 = c(192, 192, 3), c(192, 192, 1), c(192, 10, 1)
        self.svm = nn.ModuleList([nn.Linear(n, 10) for n in (192 * 1024, 192 * 256, 192 * 64)] if heads else [])
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight, 0, 0.05); nn.init.zeros_(m.bias)
            if isinstance(m, nn.Linear):
                b = math.sqrt(3 / m.weight.numel()); nn.init.uniform_(m.weight, -b, b); nn.init.zeros_(m.bias)

    def forward(self, x):
        r = F.relu
        a = self.conv1(x)
        x = F.max_pool2d(r(self.cccp2(r(self.cccp1(r(a))))), 3, 2, ceil_mode=True)
        b = self.conv2(F.dropout(x, 0.5, self.training))
        x = F.max_pool2d(r(self.cccp4(r(self.cccp3(r(b))))), 3, 2, ceil_mode=True)
        c = self.conv3(F.dropout(x, 0.5, self.training))
        out = F.avg_pool2d(self.cccp6(r(self.cccp5(r(c)))), 8).flatten(1)
        return [out] + [h(t.flatten(1)) for h, t in zip(self.svm, (a, b, c))]

def hinge(s, y):
    t = -torch.ones_like(s); t.scatter_(1, y[:, None], 1.0)
    return F.relu(1 - t * s).square().sum(1).mean()

if __name__ == "__main__":
    o = arguments(100)
    run("dsn-cifar", Net(not o.plain), lambda outs, y: sum(hinge(s, y) for s in outs), (3, 32, 32), 10, 0.001, o)
