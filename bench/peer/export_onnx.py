"""Writes the trunk of a peer as ONNX, for a batch of a fixed size: export_onnx.py dsn_cifar|cnds8 BATCH FILE."""
import sys
import torch

name, batch, file = sys.argv[1], int(sys.argv[2]), sys.argv[3]
net = __import__(name).Net(False).eval()
size = {"dsn_cifar": 32, "cnds8": 227}[name]
torch.onnx.export(net, torch.randn(batch, 3, size, size), file, input_names=["x"], output_names=["y"], opset_version=13)
