"""Timing loop shared by the two peers: eager PyTorch, train mode, SGD momentum 0.9, weight decay 5e-4, random data."""
import argparse, statistics, time
import torch

def arguments(batch):
    a = argparse.ArgumentParser()
    a.add_argument("--layout", choices=["nchw", "nhwc"], default="nhwc")
    a.add_argument("--steps", type=int, default=10)
    a.add_argument("--warm", type=int, default=2)
    a.add_argument("--batch", type=int, default=batch)
    a.add_argument("--threads", type=int, default=2)
    a.add_argument("--plain", action="store_true", help="without the companion heads")
    return a.parse_args()

def run(name, model, loss, shape, classes, lr, o):
    torch.set_num_threads(o.threads)
    model.train()
    form = torch.channels_last if o.layout == "nhwc" else torch.contiguous_format
    model = model.to(memory_format=form)
    opt = torch.optim.SGD(model.parameters(), lr=lr, momentum=0.9, weight_decay=5e-4)
    x = torch.randn(o.batch, *shape).contiguous(memory_format=form)
    y = torch.randint(0, classes, (o.batch,))
    times = []
    for i in range(o.warm + o.steps):
        t = time.perf_counter()
        opt.zero_grad(set_to_none=True)
        l = loss(model(x), y)
        l.backward()
        opt.step()
        value = l.item()
        if i >= o.warm:
            times.append(time.perf_counter() - t)
    m = statistics.median(times)
    print(f"{name} torch {torch.__version__} {o.layout} batch {o.batch} threads {torch.get_num_threads()} heads {not o.plain} "
          f"parameters {sum(p.numel() for p in model.parameters())} steps {o.steps}: median {m:.4f} s/step, min {min(times):.4f}, "
          f"{o.batch / m:.1f} images/s, last loss {value:.4f}", flush=True)
