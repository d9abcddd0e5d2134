// LinearNetworks
