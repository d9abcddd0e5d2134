print("rankfall")
